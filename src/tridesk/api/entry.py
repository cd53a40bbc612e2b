"""Who calls: by a token, or by the session of one of our own pages; and whether they may call once more now."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from ninja.utils import check_csrf

from tridesk.api.call import Call
from tridesk.api.errors import NotSignedInError, TooManyCallsError
from tridesk.identity.actions.use_token import use_token
from tridesk.identity.queries.tokens import bearer_of
from tridesk.identity.types import Actor
from tridesk.infra.allowance import Policy, take
from tridesk.infra.client_address import client_ip
from tridesk.kernel import clock

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_UNKNOWN = Policy(60, 60)  # calls a minute that one address may make with tokens that are none


def enter(request: HttpRequest) -> Call:
    """Raises NotSignedInError, TooManyCallsError."""
    given = request.headers.get("Authorization", "")
    call = _by_token(request, given) if given else _by_session(request)
    request.call = call  # type: ignore[attr-defined]
    policy = _policy()
    if policy is not None:
        call.policy, call.standing = policy, take(f"api:{call.owner}", policy, now=call.now.timestamp())
        if not call.standing.allowed:
            raise TooManyCallsError(seconds=call.standing.resets_in)
    return call


def _by_token(request: HttpRequest, given: str) -> Call:
    kind, _, token = given.partition(" ")
    now, ip = clock.now(), client_ip(request)
    bearer = bearer_of(token=token.strip(), now=now) if kind.lower() == "bearer" else None
    if bearer is None:
        tries = take(f"api:unknown:{ip}", _UNKNOWN, now=now.timestamp())
        if not tries.allowed:
            raise TooManyCallsError(seconds=tries.resets_in)
        raise NotSignedInError
    use_token(token_id=bearer.token, last_used_at=bearer.last_used_at, ip=ip, now=now)
    translation.activate(bearer.actor.language)
    return Call(
        request=request,
        actor=bearer.actor.coming_from(ip),
        now=now,
        owner=f"token:{bearer.token}",
        scopes=bearer.scopes,
        application=bearer.application,
    )


def _by_session(request: HttpRequest) -> Call:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise NotSignedInError
    if request.method not in _SAFE and check_csrf(request) is not None:
        raise NotSignedInError(reason="csrf")
    return Call(request=request, actor=actor, now=clock.now(), owner=f"person:{actor.person_id}")


def _policy() -> Policy | None:
    limit = int(settings.CONFIG.api_per_minute)
    return Policy(limit, 60) if limit else None
