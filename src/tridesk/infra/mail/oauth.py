"""OAuth2 with a provider (RFC 6749): the address of its consent page, and tokens for what it gives back."""

import json
import secrets
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from tridesk.infra.mail.id_token import who_consented

CONNECT_SECONDS, READ_SECONDS, ALL_SECONDS = 10.0, 15.0, 30.0
_LARGEST = 256 * 1024  # bytes of an answer: real ones have five thousand
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# OpenID Connect Core 3.1.2.6, RFC 6749 5.2, and the words the large providers have of their own
_CONSENT_GONE = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})
_CLIENT_WRONG = frozenset({"invalid_client", "unauthorized_client"})
_PASSES = frozenset({"temporarily_unavailable", "server_error", "slow_down", "internal_failure", "rate_limit_exceeded"})


class Trouble(StrEnum):
    """Why there is no token."""

    GRANT = "grant"  # what was granted is worth nothing any more: somebody must consent again
    CLIENT = "client"  # it does not know us
    REFUSED = "refused"  # another reason for good, or an answer that is none
    PASSING = "passing"  # it does not answer now


class OAuthError(Exception):
    """`code` is the provider's (`invalid_grant`) or HTTP's, `detail` its own words. No secret is in them."""

    def __init__(self, trouble: Trouble, *, code: str = "", detail: str = "") -> None:
        super().__init__(trouble, code, detail)
        self.trouble = trouble
        self.code = code
        self.detail = detail[:500]

    def __str__(self) -> str:
        return " ".join(part for part in (self.code, self.detail) if part)


@dataclass(frozen=True)
class OAuthClient:
    """Who we are at a provider. `extra` is what its consent page wants beside the standard; with `secret_in_form` the
    secret is sent in the form and not in a header. `ca_file` (PEM) is trusted beside the system's authorities."""

    client_id: str
    authorize_url: str
    token_url: str
    scope: str
    redirect_url: str = ""
    client_secret: str = field(default="", repr=False)
    extra: Mapping[str, str] = field(default_factory=dict)
    secret_in_form: bool = False
    ca_file: Path | None = None


@dataclass(frozen=True)
class Consent:
    """Where to send somebody to consent; the other two are kept until they come back."""

    url: str
    state: str
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class Tokens:
    """`refresh` is empty where the provider goes on with the one we have; `seconds` that `access` is good for, None
    where it does not say; `account` is who consented, as far as it says."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    seconds: int | None = None
    account: str = ""


def is_safe(url: str) -> bool:
    """Whether secrets may be sent there: by TLS, or without leaving the machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    plain = bool(host) and not parts.username and not parts.fragment
    return plain and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


def begin(client: OAuthClient) -> Consent:
    """An address for one try, with a state (RFC 6749 section 10.12) and a challenge (PKCE, RFC 7636) of its own."""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    url = prepare_grant_uri(
        client.authorize_url,
        client_id=client.client_id,
        response_type="code",
        redirect_uri=client.redirect_url,
        scope=client.scope,
        state=state,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
        **client.extra,
    )
    return Consent(str(url), state, verifier)


def redeem(client: OAuthClient, *, code: str, verifier: str) -> Tokens:
    """Tokens for the code that the browser brought. Raises OAuthError."""
    form = prepare_token_request("authorization_code", "", client.redirect_url, code=code, code_verifier=verifier)
    return _tokens(_asked(client, form))


def refresh(client: OAuthClient, *, token: str) -> Tokens:
    """A new access token. Where `refresh` of the answer is not empty, the old one is spent. Raises OAuthError."""
    return _tokens(_asked(client, prepare_token_request("refresh_token", "", refresh_token=token)))


def _tokens(said: Mapping[str, Any]) -> Tokens:
    access, kind, seconds = said.get("access_token"), said.get("token_type", "bearer"), str(said.get("expires_in"))
    if not isinstance(access, str) or not access:
        raise OAuthError(Trouble.REFUSED, detail="the answer holds no token")
    if str(kind).lower() != "bearer":
        raise OAuthError(Trouble.REFUSED, detail=f"a token of the kind {kind}")
    return Tokens(
        access=access,
        refresh=str(said.get("refresh_token") or ""),
        seconds=int(seconds) if seconds.isdecimal() and len(seconds) < 10 else None,
        account=who_consented(said.get("id_token")),
    )


def _asked(client: OAuthClient, form: str) -> Mapping[str, Any]:
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    way = "none" if not client.client_secret else f"client_secret_{'post' if client.secret_in_form else 'basic'}"
    auth = ClientAuth(client.client_id, client.client_secret, way)
    url, headers, body = auth.prepare("POST", client.token_url, headers, form)
    try:
        status, raw = _posted(client, url, headers, body)
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise OAuthError(Trouble.REFUSED, detail=str(error)) from error
    except (httpx.HTTPError, OSError) as error:
        raise OAuthError(Trouble.PASSING, detail=str(error) or type(error).__name__) from error
    return _understood(status, raw)


def _posted(client: OAuthClient, url: str, headers: Mapping[str, str], body: str) -> tuple[int, bytes]:
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    deadline = time.monotonic() + ALL_SECONDS
    raw = bytearray()
    with (
        httpx.Client(timeout=timeout, verify=_trust(client.ca_file), follow_redirects=False) as http,
        http.stream("POST", url, headers=dict(headers), content=body) as answer,
    ):
        for chunk in answer.iter_bytes():
            raw += chunk
            if time.monotonic() > deadline:
                raise httpx.ReadTimeout("the answer takes too long")
            if len(raw) > _LARGEST:
                raise OAuthError(Trouble.REFUSED, code=str(answer.status_code), detail="an endless answer")
        return answer.status_code, bytes(raw)


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    trust = ssl.create_default_context()
    if ca_file is not None:
        try:
            trust.load_verify_locations(ca_file)
        except OSError as error:
            raise OAuthError(Trouble.REFUSED, detail=f"{ca_file}: {error}") from error
    return trust


def _understood(status: int, raw: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(raw)
    except ValueError:
        said = None
    told = said if isinstance(said, dict) else {}
    code, detail = str(told.get("error") or ""), str(told.get("error_description") or "")
    if code in _CONSENT_GONE:
        raise OAuthError(Trouble.GRANT, code=code, detail=detail)
    if code in _CLIENT_WRONG:
        raise OAuthError(Trouble.CLIENT, code=code, detail=detail)
    if status >= 500 or status in (408, 425, 429) or code in _PASSES:
        raise OAuthError(Trouble.PASSING, code=code or str(status), detail=detail)
    if code or status != 200 or not told:
        raise OAuthError(Trouble.REFUSED, code=code or str(status), detail=detail)
    return told
