"""Programs and their tokens: who asks with one, and lists for people."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db.models import Q

from tridesk.identity.models import AccessToken
from tridesk.identity.queries.actors import actor_from
from tridesk.identity.types import Actor, Permission, Scope
from tridesk.infra import keyset
from tridesk.infra.asking import ask, moment
from tridesk.kernel.ids import PersonId
from tridesk.kernel.paging import Page
from tridesk.kernel.tokens import digest, looks_real

_BEARER = """
SELECT t.id, t.scopes, t.expires_at, t.last_used_at, a.switched_off_at, t.application_id,
p.id, p.name, p.email, p.language, p.time_zone, r.side, r.permissions, m.team_id, m."right"
FROM identity_accesstoken t JOIN identity_person p ON p.id = t.person_id JOIN identity_role r ON r.id = p.role_id
LEFT JOIN identity_application a ON a.id = t.application_id LEFT JOIN identity_membership m ON m.person_id = p.id
WHERE t.digest = %s AND t.revoked_at IS NULL AND p.is_active
"""
_COVERED = {scope.value: scope.covers for scope in Scope}


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks with a token, and how far they may go: `scopes` with all that each includes."""

    token: int
    application: int | None
    actor: Actor
    scopes: frozenset[Scope]
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token on a list; what it was is nowhere."""

    id: int
    kind: str
    hint: str
    name: str
    person_id: int
    person: str
    application: str | None
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    last_ip: str


def bearer_of(*, token: str, now: datetime) -> Bearer | None:
    """Whose token this is; None for one that is none, was revoked or ended, or whose person or program is off."""
    rows = ask(_BEARER, digest(token)) if looks_real(token) else []
    if not rows:
        return None
    number, scopes, expires_at, last_used_at, off, application = rows[0][:6]
    if off is not None or (expires_at is not None and moment(expires_at) <= now):
        return None
    given = msgspec.json.decode(scopes, type=list[str]) if isinstance(scopes, str) else scopes
    return Bearer(
        token=number,
        application=application,
        actor=actor_from(rows=[("", *row[6:]) for row in rows]),
        scopes=frozenset[Scope]().union(*(_COVERED[scope] for scope in given if scope in _COVERED)),
        last_used_at=moment(last_used_at) if last_used_at is not None else None,
    )


def own_tokens(*, actor: Actor) -> list[TokenRow]:
    """The actor's personal tokens that were not revoked, the newest first; those that ended by themselves too."""
    if actor.person_id is None or actor.ticket_only is not None:
        return []
    rows = AccessToken.objects.filter(person=actor.person_id, kind=AccessToken.PERSONAL, revoked_at=None)
    return [TokenRow(*row) for row in rows.order_by("-id").values_list(*_COLUMNS)[:500]]


def all_tokens(
    *, actor: Actor, now: datetime, application_id: int | None = None, cursor: str | None = None, limit: int = 50
) -> Page[TokenRow]:
    """Everybody's tokens that work still, the newest first, for those who manage roles. Raises NotAllowedError."""
    actor.require(Permission.ROLES_MANAGE)
    alive = Q(expires_at=None) | Q(expires_at__gt=now) | Q(refresh_expires_at__gt=now)
    rows = AccessToken.objects.filter(alive, revoked_at=None)
    if application_id is not None:
        rows = rows.filter(application=application_id)
    return keyset.page(
        rows.values_list(*_COLUMNS), key=("id",), make=lambda row: TokenRow(*row), cursor=cursor, limit=limit,
        descending=True,
    )  # fmt: skip


_COLUMNS = (
    "id", "kind", "hint", "name", "person_id", "person__name", "application__name", "scopes", "created_at",
    "expires_at", "last_used_at", "last_ip",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TokenState:
    """What an application may know of a token of its own (RFC 7662)."""

    person_id: int
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    refreshes: bool


def token_state(*, application_id: int, token: str, now: datetime) -> TokenState | None:
    """The state of a token that counts still and is this application's; None for any other."""
    if not looks_real(token):
        return None
    word = digest(token)
    rows = AccessToken.objects.filter(
        Q(digest=word) | Q(refresh_digest=word), application=application_id, revoked_at=None, person__is_active=True
    )
    columns = ("person_id", "scopes", "created_at", "expires_at", "refresh_expires_at", "refresh_digest")
    row = rows.values_list(*columns).first()
    if row is None:
        return None
    refreshes = row[5] == word
    ends = row[4] if refreshes else row[3]
    return TokenState(row[0], row[1], row[2], ends, refreshes) if ends is None or ends > now else None


def person_of_token(*, token_id: int) -> PersonId | None:
    """Whose token has this number."""
    found = AccessToken.objects.filter(pk=token_id).values_list("person_id", flat=True).first()
    return PersonId(found) if found is not None else None
