"""Webhooks for those who manage them. Secrets and the values of headers are in none of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tridesk.identity.types import Actor, Permission
from tridesk.kernel.ids import PersonId, WebhookId
from tridesk.webhooks.errors import WebhookNotFoundError
from tridesk.webhooks.models import Webhook
from tridesk.webhooks.rules.conditions import condition_of
from tridesk.webhooks.types import Condition

_COLUMNS = (
    "id", "name", "url", "owner_id", "owner__name", "events", "conditions", "teams", "header_names", "is_active",
    "off_reason", "off_at", "created_at", "updated_at", "last_ok_at", "failing_since", "old_secret_until",
)  # fmt: skip
MOST = 200


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """`old_secret_until`: the secret before this one signs along until then."""

    id: WebhookId
    name: str
    url: str
    owner_id: PersonId
    owner: str
    events: list[str]
    conditions: list[Condition]
    teams: list[int]
    header_names: list[str]
    is_active: bool
    off_reason: str
    off_at: datetime | None
    created_at: datetime
    updated_at: datetime
    last_ok_at: datetime | None
    failing_since: datetime | None
    old_secret_until: datetime | None


def webhooks(*, actor: Actor) -> list[WebhookRow]:
    """All of them by name. Raises NotAllowedError. One statement."""
    actor.require(Permission.WEBHOOKS_MANAGE)
    return [_row(row) for row in Webhook.objects.order_by("name", "id").values_list(*_COLUMNS)[:MOST]]


def webhook(*, actor: Actor, webhook_id: WebhookId) -> WebhookRow:
    """Raises NotAllowedError, WebhookNotFoundError."""
    actor.require(Permission.WEBHOOKS_MANAGE)
    return _found(webhook_id, hold=False)


def hold_webhook(*, actor: Actor, webhook_id: WebhookId) -> WebhookRow:
    """The same, locked until the transaction ends."""
    actor.require(Permission.WEBHOOKS_MANAGE)
    return _found(webhook_id, hold=True)


def _found(number: WebhookId, *, hold: bool) -> WebhookRow:
    rows = Webhook.objects.select_for_update(of=("self",)) if hold else Webhook.objects.all()
    row = rows.filter(pk=number).values_list(*_COLUMNS).first()
    if row is None:
        raise WebhookNotFoundError(webhook=number)
    return _row(row)


def _row(row: tuple[Any, ...]) -> WebhookRow:
    number, name, url, owner, owner_name, events, conditions, *rest = row
    kept = [condition_of(each) for each in conditions]
    return WebhookRow(WebhookId(number), name, url, PersonId(owner), owner_name, events, kept, *rest)


def troubled(*, actor: Actor) -> list[WebhookRow]:
    """Those the desk switched off itself, for the bell and the doctor; nothing for others. One statement."""
    if not actor.may(Permission.WEBHOOKS_MANAGE):
        return []
    rows = Webhook.objects.filter(is_active=False).exclude(off_reason="").order_by("name", "id")
    return [_row(row) for row in rows.values_list(*_COLUMNS)[:20]]
