from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from tridesk.identity import rules, store
from tridesk.identity.events import TokenIssued
from tridesk.identity.models import AccessToken, Application
from tridesk.identity.types import Actor, Permission, Side
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError, NotAllowedError, NotFoundError
from tridesk.kernel.ids import PersonId
from tridesk.kernel.tokens import digest, hint, new_token

MAX_TOKENS = 100  # of one person at once: more is a script that forgets what it has


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token: shown once, known afterwards by its digest alone."""

    id: int
    token: str = field(repr=False)


def issue_token(
    *,
    actor: Actor,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime | None,
    now: datetime,
    person_id: PersonId | None = None,
) -> Issued:
    """A personal token: its bearer acts as the actor, within `scopes`, until `expires_at` (None: until revoked).

    The command line, which is nobody in particular, names the `person_id`. Raises NotAllowedError for who is nobody or
    came by a link, InvalidError.
    """
    owner = person_id if actor.side is Side.SYSTEM else actor.person_id
    if owner is None or actor.ticket_only is not None or (person_id is not None and person_id != owner):
        raise NotAllowedError(right="tokens")
    label, wanted = rules.checked_text(name, field="name", limit=120), rules.checked_scopes(scopes)
    _require_ahead(expires_at, now)
    with transaction.atomic():
        if not store.locked_person(owner).is_active:
            raise InvalidError(field="person", reason="switched_off")
        if AccessToken.objects.filter(person=owner, kind=AccessToken.PERSONAL, revoked_at=None).count() >= MAX_TOKENS:
            raise InvalidError(field="name", reason="too_many_tokens")
        return _issued(actor, AccessToken.PERSONAL, owner, None, label, wanted, expires_at, now)


def issue_application_token(
    *,
    actor: Actor,
    application_id: int,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime | None,
    now: datetime,
) -> Issued:
    """A token that an application carries: it acts as the application's person, within the application's scopes.

    Raises NotFoundError, InvalidError where the application acts as nobody, is switched off or has not these scopes.
    """
    actor.require(Permission.ROLES_MANAGE)
    label = rules.checked_text(name, field="name", limit=120)
    _require_ahead(expires_at, now)
    with transaction.atomic():
        application = Application.objects.select_for_update().filter(pk=application_id).first()
        if application is None:
            raise NotFoundError(application=application_id)
        wanted = rules.checked_scopes(scopes, within=application.scopes)
        if application.switched_off_at is not None:
            raise InvalidError(field="application", reason="switched_off")
        if application.acts_as_id is None or not store.locked_person(PersonId(application.acts_as_id)).is_active:
            raise InvalidError(field="acts_as", reason="nobody")
        return _issued(
            actor, AccessToken.APPLICATION, application.acts_as_id, application_id, label, wanted, expires_at, now
        )


def _require_ahead(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise InvalidError(field="expires_at", reason="past")


def _issued(
    actor: Actor,
    kind: str,
    person: int,
    application: int | None,
    name: str,
    scopes: list[str],
    expires_at: datetime | None,
    now: datetime,
) -> Issued:
    token = new_token("p" if kind == AccessToken.PERSONAL else "a")
    row = AccessToken.objects.create(
        kind=kind,
        digest=digest(token),
        hint=hint(token),
        name=name,
        person_id=person,
        application_id=application,
        scopes=scopes,
        created_at=now,
        expires_at=expires_at,
    )
    outbox.record(
        TokenIssued(
            person=person, token=row.pk, token_name=name, scopes=scopes, application=application, at=now,
            by=actor.person_id, ip=actor.ip,
        )
    )  # fmt: skip
    return Issued(row.pk, token)
