"""What a program asks of a person, read from the address that it led them to (RFC 6749 section 4.1.1, RFC 7636)."""

import re
from dataclasses import dataclass

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.errors import (
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Error,
    UnsupportedResponseTypeError,
)
from django.conf import settings
from django.http import QueryDict

from tridesk.identity.queries.applications import Program, program_named
from tridesk.identity.types import Scope
from tridesk.kernel.errors import InvalidError
from tridesk.web.oauth_clients import required, single

_CHALLENGE = re.compile(r"[0-9A-Za-z_-]{43}")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: `scopes` in our order."""

    program: Program
    redirect_uri: str
    state: str | None
    scopes: list[str]
    challenge: str

    def leads_to(self, **answer: str) -> str:
        """Where the person goes with this answer."""
        return led_to(self.redirect_uri, self.state, **answer)


def program_in(values: QueryDict) -> tuple[Program, str]:
    """Who asks, and where the answer goes. Raises InvalidError where either is not known for sure: then nobody may be
    led anywhere (RFC 6749 section 4.1.2.1)."""
    program = program_named(client_id=_once(values, "client_id"))
    if program is None:
        raise InvalidError(field="client_id", reason="no_program")
    address = _once(values, "redirect_uri")
    if not program.may_lead_to(address):
        raise InvalidError(field="redirect_uri", reason="not_registered", name=program.name)
    return program, address


def wish_in(values: QueryDict, program: Program, redirect_uri: str) -> Wish:
    """The rest; raises OAuth2Error, which the program is told."""
    for name in values:
        if name.isascii() and name.isidentifier():
            single(values, name)
    if required(values, "response_type") != "code":
        raise UnsupportedResponseTypeError("that")
    if single(values, "response_mode") not in ("", "query"):
        raise InvalidRequestError(description="The response_mode is query.")
    if "request" in values or "request_uri" in values:
        raise InvalidRequestError(description="Request objects are not taken.")
    if single(values, "code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(single(values, "code_challenge")):
        raise InvalidRequestError(description="PKCE is needed: code_challenge with code_challenge_method S256.")
    wanted = set(single(values, "scope").split()) or set(program.scopes)
    if not wanted <= set(program.scopes):
        raise InvalidScopeError(description="The client may not ask for this scope.")
    scopes: list[str] = [scope.value for scope in Scope if scope.value in wanted]
    return Wish(program, redirect_uri, state_in(values), scopes, single(values, "code_challenge"))


def state_in(values: QueryDict) -> str | None:
    return _once(values, "state") if "state" in values else None


def _once(values: QueryDict, name: str) -> str:
    """What is there once, else ""."""
    found = values.getlist(name)
    return found[0] if len(found) == 1 else ""


def refused(redirect_uri: str, state: str | None, error: OAuth2Error) -> str:
    """Where the person goes with the protocol's refusal."""
    said = {"error_description": words} if (words := error.get_error_description()) else {}
    return led_to(redirect_uri, state, error=error.error, **said)


def led_to(redirect_uri: str, state: str | None, **answer: str) -> str:
    """The answer's address; it says who gives it, so that no other server's answer is taken for ours (RFC 9207)."""
    stated = [("state", state)] if state is not None else []
    parts = [*answer.items(), *stated, ("iss", str(settings.CONFIG.public_url))]
    return str(add_params_to_uri(redirect_uri, parts))
