from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tridesk.identity import rules
from tridesk.identity.events import TokenIssued
from tridesk.identity.models import AccessToken
from tridesk.identity.types import Actor, Scope
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.tokens import digest, hint, new_token

MAX_TOKENS = 100  # of one person at once: more is a script that forgets what it has


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token: shown once, known afterwards by its digest alone."""

    id: int
    token: str


def issue_token(
    *, actor: Actor, name: str, scopes: Iterable[str], expires_at: datetime | None, now: datetime
) -> Issued:
    """A personal token: its bearer acts as the actor, within `scopes`, until `expires_at` (None: until revoked).

    Raises NotAllowedError for who is nobody in particular or came by a link, InvalidError.
    """
    if actor.person_id is None or actor.ticket_only is not None:
        raise NotAllowedError(right="tokens")
    label = rules.checked_text(name, field="name", limit=120)
    wanted = checked_scopes(scopes)
    if expires_at is not None and expires_at <= now:
        raise InvalidError(field="expires_at", reason="past")
    token = new_token("p")
    with transaction.atomic():
        if AccessToken.objects.filter(person=actor.person_id, revoked_at=None).count() >= MAX_TOKENS:
            raise InvalidError(field="name", reason="too_many")
        row = AccessToken.objects.create(
            kind=AccessToken.PERSONAL,
            digest=digest(token),
            hint=hint(token),
            name=label,
            person_id=actor.person_id,
            scopes=wanted,
            created_at=now,
            expires_at=expires_at,
        )
        outbox.record(
            TokenIssued(
                person=actor.person_id, token=row.pk, token_name=label, scopes=wanted, at=now, by=actor.person_id,
                ip=actor.ip,
            )
        )  # fmt: skip
    return Issued(row.pk, token)


def checked_scopes(scopes: Iterable[str]) -> list[str]:
    """Known scopes in the order of `Scope`, each once; raises InvalidError for none and for unknown ones."""
    wanted = set(scopes)
    if unknown := wanted - {scope.value for scope in Scope}:
        raise InvalidError(field="scopes", reason="unknown_value", value=min(unknown))
    if not wanted:
        raise InvalidError(field="scopes", reason="required")
    return [scope.value for scope in Scope if scope.value in wanted]
