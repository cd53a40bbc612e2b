"""Programs that are registered: who they are, and what people let them do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from typing import Any

from django.db.models import Count, Max, Q

from tridesk.identity.models import AccessToken, Application, Consent
from tridesk.identity.rules import redirect_fits
from tridesk.identity.types import Actor, Permission
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.tokens import digest

_CLIENT_ID = re.compile(r"[0-9A-Za-z_-]{1,40}")


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application on a page for administrators."""

    id: int
    name: str
    client_id: str
    is_public: bool
    redirect_uris: list[str]
    scopes: list[str]
    acts_as: int | None
    acts_as_name: str | None
    made_by: str | None
    created_at: datetime
    switched_off_at: datetime | None


@dataclass(frozen=True, slots=True)
class Program:
    """An application that asks, by its client ID; switched-off ones are not found."""

    id: int
    name: str
    client_id: str
    redirect_uris: list[str]
    scopes: list[str]
    secret_digest: str = field(repr=False)

    @property
    def is_public(self) -> bool:
        return not self.secret_digest

    def may_lead_to(self, address: str) -> bool:
        """Whether an answer may go there."""
        return any(redirect_fits(known, address) for known in self.redirect_uris)

    def proved_by(self, secret: str) -> bool:
        """Whether this is its secret; never for a public one."""
        return not self.is_public and compare_digest(self.secret_digest, digest(secret))


def program_named(*, client_id: str) -> Program | None:
    """Who says to be this program."""
    if not _CLIENT_ID.fullmatch(client_id):
        return None
    columns = ("pk", "name", "client_id", "redirect_uris", "scopes", "secret_digest")
    row = Application.objects.filter(client_id=client_id, switched_off_at=None).values_list(*columns).first()
    return Program(*row) if row else None


_COLUMNS = (
    "pk", "name", "client_id", "secret_digest", "redirect_uris", "scopes", "acts_as_id", "acts_as__name",
    "made_by__name", "created_at", "switched_off_at",
)  # fmt: skip


def applications(*, actor: Actor) -> list[ApplicationRow]:
    """All of them by name, for those who manage roles. Raises NotAllowedError."""
    actor.require(Permission.ROLES_MANAGE)
    return [_row(row) for row in Application.objects.order_by("name", "pk").values_list(*_COLUMNS)]


def application_detail(*, actor: Actor, application_id: int) -> ApplicationRow:
    """Raises NotAllowedError, NotFoundError."""
    actor.require(Permission.ROLES_MANAGE)
    row = Application.objects.filter(pk=application_id).values_list(*_COLUMNS).first()
    if row is None:
        raise NotFoundError(application=application_id)
    return _row(row)


def _row(row: tuple[Any, ...]) -> ApplicationRow:
    return ApplicationRow(row[0], row[1], row[2], not row[3], *row[4:])


def application_names() -> Mapping[int, str]:
    """Every application's name, for the audit trail."""
    return dict(Application.objects.values_list("pk", "name"))


def remembered_scopes(*, actor: Actor, application_id: int) -> frozenset[str]:
    """What the actor allowed this application before and did not take back."""
    row = Consent.objects.filter(person=actor.person_id, application=application_id).values_list("scopes").first()
    return frozenset(row[0]) if row else frozenset()


@dataclass(frozen=True, slots=True)
class Connected:
    """A program that somebody lets act for them."""

    application: int
    name: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    working: int  # how many of its tokens count still


def connected_programs(*, actor: Actor, now: datetime) -> list[Connected]:
    """What the actor allowed and did not take back, by name."""
    if actor.person_id is None or actor.ticket_only is not None:
        return []
    given = AccessToken.objects.filter(person=actor.person_id, kind=AccessToken.OAUTH).exclude(grant="")
    alive = Q(revoked_at=None) & (Q(expires_at__gt=now) | Q(refresh_expires_at__gt=now))
    used = {
        row[0]: row[1:]
        for row in given.values_list("application").annotate(last=Max("last_used_at"), alive=Count("pk", filter=alive))
    }
    columns = ("application_id", "application__name", "scopes", "created_at")
    rows = Consent.objects.filter(person=actor.person_id).order_by("application__name").values_list(*columns)
    return [Connected(*row, *used.get(row[0], (None, 0))) for row in rows]
