"""Programs at the protocol's own addresses: who they are, how often they may ask, what is answered (RFC 6749)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from authlib.oauth2.rfc6749.errors import (
    InvalidClientError,
    InvalidRequestError,
    OAuth2Error,
)
from authlib.oauth2.rfc6749.util import extract_basic_authorization
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tridesk.identity.errors import GrantRefusedError
from tridesk.identity.queries.applications import Program, program_named
from tridesk.infra.allowance import Policy, take
from tridesk.infra.client_address import client_ip
from tridesk.kernel import clock

ADDRESS = Policy(120, 60)  # calls a minute from one address
CLIENT = Policy(600, 60)  # and of one program
_SAYS = {
    "unknown": "The code or token is none of this client's, or has ended.",
    "used": "The code or token was used before; all tokens of the grant have ended.",
    "expired": "The code or token has expired.",
    "redirect_uri": "The redirect_uri is another one than the code was asked with.",
    "verifier": "The code_verifier does not fit.",
    "off": "The person or the client is switched off.",
    "machine": "The client acts as nobody, or has no secret.",
    "scope": "The client may not have this scope.",
}
type Endpoint = Callable[[HttpRequest], dict[str, Any] | None]


class TooOftenError(OAuth2Error):  # type: ignore[misc] # authlib is not typed for us
    """More calls than are taken."""

    error = "temporarily_unavailable"
    status_code = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(description="Too many calls. Try again later.")
        self.seconds = seconds


def endpoint(ask: Endpoint) -> Callable[[HttpRequest], HttpResponse]:
    """An address that programs post a form to: JSON out, no cookie counts, refusals by the protocol's codes."""

    @csrf_exempt
    @require_POST
    @wraps(ask)
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            _allow(f"oauth:from:{client_ip(request)}", ADDRESS)
            _require_form(request)
            return _json(200, ask(request))
        except GrantRefusedError as refused:
            said = _SAYS[str(refused.values["reason"])]
            return _json(400, {"error": refused.values["error"], "error_description": said})
        except OAuth2Error as error:
            return _refusal(request, error)

    return answered


def client_of(request: HttpRequest, *, secret_needed: bool = False) -> Program:
    """The program that asks, proved by its secret where it has one; by one way only.

    Raises InvalidClientError, InvalidRequestError, TooOftenError.
    """
    basic = request.headers.get("Authorization", "")
    named, secret = _basic(request) if basic else ("", "")
    posted, posted_secret = request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    if basic and (posted_secret or (posted and posted != named)):
        raise InvalidRequestError(description="Name the client in one way only.")
    program = program_named(client_id=named or posted)
    if program is None:
        raise InvalidClientError(description="There is no such client.", status_code=401)
    _allow(f"oauth:client:{program.id}", CLIENT)
    given = secret or posted_secret
    if program.is_public:
        if given or secret_needed:
            raise InvalidClientError(description="A public client has no secret.", status_code=401)
    elif not program.proved_by(given):
        raise InvalidClientError(description="The client secret is not right.", status_code=401)
    return program


def _basic(request: HttpRequest) -> tuple[str, str]:
    try:
        named, secret = extract_basic_authorization(request.headers)
    except ValueError:  # base64 of what is no text
        named = secret = None
    if not named or not secret:
        raise InvalidClientError(description="The Authorization header cannot be read.", status_code=401)
    return str(named), str(secret)


def single(values: QueryDict, name: str) -> str:
    """A parameter that may be there once (RFC 6749 section 3.2), "" where it is not; raises InvalidRequestError."""
    found = values.getlist(name)
    if len(found) > 1:
        raise InvalidRequestError(description=f"{name} is there more than once.")
    return found[0] if found else ""


def required(values: QueryDict, name: str) -> str:
    """Raises InvalidRequestError where it is missing or there twice."""
    if not (value := single(values, name)):
        raise InvalidRequestError(description=f"{name} is missing.")
    return value


def allow_authorizing(request: HttpRequest, program: Program) -> int:
    """Seconds to wait before a program is given another code, 0 for none."""
    try:
        _allow(f"oauth:from:{client_ip(request)}", ADDRESS)
        _allow(f"oauth:client:{program.id}", CLIENT)
    except TooOftenError as error:
        return error.seconds
    return 0


def _allow(name: str, policy: Policy) -> None:
    standing = take(name, policy, now=clock.now().timestamp())
    if not standing.allowed:
        raise TooOftenError(standing.resets_in)


def _require_form(request: HttpRequest) -> None:
    if request.content_type != "application/x-www-form-urlencoded":
        raise InvalidRequestError(description="Send application/x-www-form-urlencoded.")
    for name in request.POST:
        if name.isascii() and name.isidentifier():
            single(request.POST, name)


def _refusal(request: HttpRequest, error: OAuth2Error) -> HttpResponse:
    body = {"error": error.error, "error_description": error.get_error_description() or error.error}
    response = _json(error.status_code, body)
    if error.status_code == 401 and "Authorization" in request.headers:
        response.headers["WWW-Authenticate"] = 'Basic realm="tridesk"'
    if isinstance(error, TooOftenError):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _json(status: int, body: dict[str, Any] | None) -> HttpResponse:
    content = b"" if body is None else msgspec.json.encode(body)
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    return HttpResponse(content, status=status, content_type="application/json", headers=headers)
