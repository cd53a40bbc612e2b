"""A provider of OAuth2 of the tests' own: consent page, token endpoint, introspection (RFC 6749, 7636, 7662).

It consents at once, in the name of whoever `login_hint` names. A refresh token is good for one use; using it again
takes all of its family back, as RFC 9700 section 4.14.2 wants it.
"""

import base64
import hashlib
import itertools
import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, override
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "tridesk", "a client's secret"


@dataclass
class Consented:
    """One consent: everything that came of it is good or taken back together."""

    user: str
    challenge: str = ""
    redirect: str = ""
    refresh: str = ""
    access: set[str] = field(default_factory=set)
    good: bool = True


@dataclass(frozen=True)
class Order:
    """How the token endpoint answers in place of what it would."""

    status: int
    body: str = ""
    wait: float = 0
    after: bool = False  # the token is spent all the same

    @classmethod
    def error(cls, code: str, detail: str = "", status: int = 400) -> "Order":
        return cls(status, json.dumps({"error": code, "error_description": detail}))


class Provider:
    """`asked` counts what came to the token endpoint by grant type; `orders` are its next answers."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.introspection_url = f"{self.address}/introspect"
        self.asked: Counter[str] = Counter()
        self.ways: Counter[str] = Counter()  # how the client showed its secret
        self.orders: list[Order] = []
        self.seconds: int | None = 3600
        self.client_secret = SECRET
        self._codes: dict[str, Consented] = {}
        self._spent: dict[str, Consented] = {}
        self._consents: list[Consented] = []
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        self._server = _Server(("127.0.0.1", port), _Asked)
        self._server.provider = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def forget_orders(self) -> None:
        self.orders.clear()
        self.asked.clear()
        self.ways.clear()
        self.seconds, self.client_secret = 3600, SECRET

    def consent(self, user: str) -> Consented:
        """Somebody consents without a browser; `refresh` is theirs."""
        with self._lock:
            consented = Consented(user, refresh=f"refresh-{next(self._numbers)}")
            self._consents.append(consented)
            return consented

    def token_of(self, user: str) -> str:
        """A token that opens this user's mailbox."""
        return self._give(self.consent(user))["access_token"]

    def revoke_access(self, user: str) -> None:
        """Access tokens run out before their time; refresh tokens stay good."""
        for consented in self._consents:
            if consented.user == user:
                consented.access.clear()

    def take_back(self, user: str) -> None:
        """The user takes the consent back at the provider."""
        for consented in self._consents:
            if consented.user == user:
                consented.good = False
                consented.access.clear()

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent; an empty address for what is no request of a known client."""
        if asked.get("client_id") != CLIENT or "redirect_uri" not in asked:
            return ""
        back = {"state": asked.get("state", "")}
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            back["error"] = "invalid_request"
        elif asked.get("login_hint", "").startswith("unwilling"):
            back |= {"error": "access_denied", "error_description": "The user said <no>."}
        else:
            consented = self.consent(asked.get("login_hint", ""))
            consented.challenge, consented.redirect = asked["code_challenge"], asked["redirect_uri"]
            back["code"] = f"code-{next(self._numbers)}"
            self._codes[back["code"]] = consented
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, asked: dict[str, str], client: tuple[str, str, str]) -> tuple[int, str]:
        order = None
        with self._lock:
            self.asked[asked.get("grant_type", "")] += 1
            self.ways[client[2]] += 1
            order = self.orders.pop(0) if self.orders else None
        if order is not None:
            time.sleep(order.wait)
            if order.status:
                return order.status, order.body
        with self._lock:
            said = self._answer(asked, client)
        return (400 if "error" in said else 200), json.dumps(said)

    def _answer(self, asked: dict[str, str], client: tuple[str, str, str]) -> dict[str, Any]:
        if client[:2] != (CLIENT, self.client_secret):
            return {"error": "invalid_client", "error_description": "The secret is wrong or ran out."}
        if asked.get("grant_type") == "authorization_code":
            consented = self._codes.pop(asked.get("code", ""), None)
            right = consented is not None and (consented.challenge, consented.redirect) == (
                _challenge(asked.get("code_verifier", "")),
                asked.get("redirect_uri"),
            )
            return self._give(consented) if right and consented else {"error": "invalid_grant"}
        if asked.get("grant_type") == "refresh_token":
            return self._refreshed(asked.get("refresh_token", ""))
        return {"error": "unsupported_grant_type"}

    def _refreshed(self, token: str) -> dict[str, Any]:
        if (thief := self._spent.get(token)) is not None:
            thief.good = False
            thief.access.clear()
        found = next((one for one in self._consents if one.refresh == token and one.good), None)
        if found is None:
            return {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        self._spent[token] = found
        found.refresh = f"refresh-{next(self._numbers)}"
        return self._give(found)

    def _give(self, consented: Consented) -> dict[str, Any]:
        access = f"access-{next(self._numbers)}-" + "x" * 600  # real ones are long: no line of POP3 takes them
        consented.access.add(access)
        claims = base64.urlsafe_b64encode(json.dumps({"email": consented.user}).encode()).decode().rstrip("=")
        given = {"access_token": access, "token_type": "Bearer", "id_token": f"e30.{claims}.e30"}
        given["refresh_token"] = consented.refresh
        return given if self.seconds is None else {**given, "expires_in": self.seconds}

    def introspect(self, token: str) -> dict[str, Any]:
        with self._lock:
            found = next((one for one in self._consents if token in one.access), None)
        return {"active": False} if found is None else {"active": True, "username": found.user}


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    provider: Provider


class _Asked(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        target = self.server.provider.authorize(_flat(parts.query)) if parts.path == "/authorize" else ""
        self._say(302 if target else 404, "", {"Location": target} if target else {})

    def do_POST(self) -> None:
        form = _flat(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
        if self.path == "/token":
            self._say(*self.server.provider.token(form, self._client(form)))
        elif self.path == "/introspect":
            self._say(200, json.dumps(self.server.provider.introspect(form.get("token", ""))))
        else:
            self._say(404, "")

    def _client(self, form: dict[str, str]) -> tuple[str, str, str]:
        if (shown := self.headers.get("Authorization", "")).startswith("Basic "):
            name, _colon, secret = base64.b64decode(shown[6:]).decode().partition(":")
            return name, secret, "basic"
        return form.get("client_id", ""), form.get("client_secret", ""), "form"

    def _say(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
        raw = body.encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(raw)), "Connection": "close"}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(raw)

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}


class _Stay(urllib.request.HTTPRedirectHandler):
    @override
    def redirect_request(self, *_: object) -> None:
        return None


def browser(url: str) -> dict[str, str]:
    """What the provider sends the browser back with."""
    try:
        urllib.request.build_opener(_Stay()).open(url)
    except urllib.error.HTTPError as answer:
        with answer:
            target = answer.headers["Location"]
    return {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
