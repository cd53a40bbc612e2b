"""Inbound hooks: for those who manage them, and for the door that takes calls."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tridesk.identity.types import Actor, Permission
from tridesk.kernel.ids import HookId
from tridesk.webhooks.errors import WebhookNotFoundError
from tridesk.webhooks.models import Hook, HookCall

_COLUMNS = (
    "id", "name", "hint", "signature_header", "preset", "mapping", "requester_id", "requester__name", "team_id",
    "solves", "is_active", "created_at", "updated_at",
)  # fmt: skip
MOST = 200


@dataclass(frozen=True, slots=True)
class HookRow:
    """The token and the secret are nowhere in it."""

    id: HookId
    name: str
    hint: str
    signature_header: str
    preset: str
    mapping: dict[str, str]
    requester_id: int
    requester: str
    team_id: int | None
    solves: bool
    is_active: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CallRow:
    at: datetime
    outcome: str
    reason: str
    ticket_id: int | None
    body: str
    ip: str


def digest_of(*, token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def hooks(*, actor: Actor) -> list[HookRow]:
    """All of them by name. Raises NotAllowedError. One statement."""
    actor.require(Permission.WEBHOOKS_MANAGE)
    return [_row(row) for row in Hook.objects.order_by("name", "id").values_list(*_COLUMNS)[:MOST]]


def hook(*, actor: Actor, hook_id: HookId) -> HookRow:
    """Raises NotAllowedError, WebhookNotFoundError. One statement."""
    actor.require(Permission.WEBHOOKS_MANAGE)
    row = Hook.objects.filter(pk=hook_id).values_list(*_COLUMNS).first()
    if row is None:
        raise WebhookNotFoundError(hook=hook_id)
    return _row(row)


def hold_hook(*, actor: Actor, hook_id: HookId) -> HookRow:
    """The same, locked until the transaction ends."""
    actor.require(Permission.WEBHOOKS_MANAGE)
    if Hook.objects.select_for_update(of=("self",)).filter(pk=hook_id).first() is None:
        raise WebhookNotFoundError(hook=hook_id)
    return hook(actor=actor, hook_id=hook_id)


def calls(*, actor: Actor, hook_id: HookId) -> list[CallRow]:
    """The last calls, the newest first. Raises NotAllowedError. One statement."""
    actor.require(Permission.WEBHOOKS_MANAGE)
    rows = HookCall.objects.filter(hook=hook_id).order_by("-id")
    return [CallRow(*row) for row in rows.values_list("at", "outcome", "reason", "ticket_id", "body", "ip")[:20]]


def hook_of(*, token: str) -> HookId | None:
    """Whose address this is; None for nobody's, and for one that is switched off."""
    found = Hook.objects.filter(digest=digest_of(token=token), is_active=True).values_list("pk", flat=True).first()
    return HookId(found) if found is not None else None


def _row(row: tuple[Any, ...]) -> HookRow:
    return HookRow(HookId(row[0]), *row[1:])
