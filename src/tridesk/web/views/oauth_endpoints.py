"""What programs ask: tokens (RFC 6749), their end (RFC 7009), their state (RFC 7662), and who we are (RFC 8414)."""

import re
from typing import Any

from authlib.oauth2.rfc6749.errors import InvalidRequestError, UnauthorizedClientError, UnsupportedGrantTypeError
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tridesk.identity.actions.exchange_code import exchange_code
from tridesk.identity.actions.give_token_back import give_token_back
from tridesk.identity.actions.issue_machine_token import issue_machine_token
from tridesk.identity.actions.refresh_token import refresh_token
from tridesk.identity.queries.applications import Program
from tridesk.identity.queries.tokens import token_state
from tridesk.identity.types import GivenToken, Scope
from tridesk.infra.client_address import client_ip
from tridesk.infra.public_ids import public_id
from tridesk.kernel import clock
from tridesk.web.oauth_clients import client_of, endpoint, required, single

_VERIFIER = re.compile(r"[0-9A-Za-z._~-]{43,128}")


@endpoint
def token(request: HttpRequest) -> dict[str, Any]:
    """For a code, a refresh token, or a machine's own secret."""
    kind = required(request.POST, "grant_type")
    give = {"authorization_code": _by_code, "refresh_token": _by_refresh, "client_credentials": _by_secret}.get(kind)
    if give is None:
        raise UnsupportedGrantTypeError(kind if kind.isascii() and kind.isidentifier() else "that")
    given = give(request, client_of(request))
    answer = {
        "access_token": given.access,
        "token_type": "Bearer",
        "expires_in": given.seconds,
        "scope": " ".join(given.scopes),
    }
    return {**answer, "refresh_token": given.refresh} if given.refresh else answer


def _by_code(request: HttpRequest, program: Program) -> GivenToken:
    verifier = required(request.POST, "code_verifier")
    if not _VERIFIER.fullmatch(verifier):
        raise InvalidRequestError(description="The code_verifier has 43 to 128 unreserved characters.")
    return exchange_code(
        application_id=program.id,
        code=required(request.POST, "code"),
        redirect_uri=required(request.POST, "redirect_uri"),
        verifier=verifier,
        ip=client_ip(request),
        now=clock.now(),
    )


def _by_refresh(request: HttpRequest, program: Program) -> GivenToken:
    return refresh_token(
        application_id=program.id,
        token=required(request.POST, "refresh_token"),
        scopes=single(request.POST, "scope").split(),
        ip=client_ip(request),
        now=clock.now(),
    )


def _by_secret(request: HttpRequest, program: Program) -> GivenToken:
    if program.is_public:
        raise UnauthorizedClientError(description="A public client has no secret to prove itself by.")
    scopes = single(request.POST, "scope").split()
    return issue_machine_token(application_id=program.id, scopes=scopes, ip=client_ip(request), now=clock.now())


@endpoint
def revoke(request: HttpRequest) -> None:
    """An access or a refresh token; either ends all of its grant."""
    program = client_of(request)
    given = required(request.POST, "token")
    give_token_back(application_id=program.id, token=given, ip=client_ip(request), now=clock.now())


@endpoint
def introspect(request: HttpRequest) -> dict[str, Any]:
    """Of the program's own tokens; any other is not active."""
    program = client_of(request, secret_needed=True)
    state = token_state(application_id=program.id, token=required(request.POST, "token"), now=clock.now())
    if state is None:
        return {"active": False}
    known = {
        "active": True,
        "scope": " ".join(state.scopes),
        "client_id": program.client_id,
        "sub": public_id("pe", state.person_id),
        "iss": settings.CONFIG.public_url,
        "iat": int(state.created_at.timestamp()),
    }
    if state.expires_at is not None:
        known["exp"] = int(state.expires_at.timestamp())
    return known if state.refreshes else {**known, "token_type": "Bearer"}


@require_safe
def metadata(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Who we are and what we can."""
    issuer = settings.CONFIG.public_url.rstrip("/")
    with_secret = ["client_secret_basic", "client_secret_post"]
    known = {
        "issuer": settings.CONFIG.public_url,
        "authorization_endpoint": issuer + reverse("oauth_authorize"),
        "token_endpoint": issuer + reverse("oauth_token"),
        "revocation_endpoint": issuer + reverse("oauth_revoke"),
        "introspection_endpoint": issuer + reverse("oauth_introspect"),
        "scopes_supported": [scope.value for scope in Scope],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [*with_secret, "none"],
        "revocation_endpoint_auth_methods_supported": [*with_secret, "none"],
        "introspection_endpoint_auth_methods_supported": with_secret,
        "authorization_response_iss_parameter_supported": True,
        "ui_locales_supported": ["en", "es", "pt-BR"],
    }
    return JsonResponse(known, headers={"Cache-Control": "public, max-age=3600"})
