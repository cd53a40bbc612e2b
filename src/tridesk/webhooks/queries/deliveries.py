"""What was sent by a webhook, and what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tridesk.identity.types import Actor, Permission
from tridesk.infra import keyset
from tridesk.kernel.ids import DeliveryId, WebhookId
from tridesk.kernel.paging import Page
from tridesk.webhooks.errors import WebhookNotFoundError
from tridesk.webhooks.models import Delivery, Webhook
from tridesk.webhooks.types import DeliveryState

_COLUMNS = (
    "id", "webhook_id", "name", "state", "created_at", "attempts", "last_at", "next_at", "status", "took_ms", "error",
    "said", "answer", "body",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """`body` is empty for those who may not know all that the webhook's owner knows."""

    id: DeliveryId
    webhook: WebhookId
    name: str
    state: DeliveryState
    created_at: datetime
    attempts: int
    last_at: datetime | None
    next_at: datetime | None
    status: int | None
    took_ms: int | None
    error: str
    said: str
    answer: str
    body: str


def deliveries(
    *,
    actor: Actor,
    webhook_id: WebhookId,
    state: DeliveryState | None = None,
    name: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[DeliveryRow]:
    """The newest first. Raises NotAllowedError, WebhookNotFoundError. Two statements."""
    sees = _sees_bodies(actor, webhook_id)
    rows = Delivery.objects.filter(webhook=webhook_id)
    if state is not None:
        rows = rows.filter(state=state.value)
    if name:
        rows = rows.filter(name=name)
    found = keyset.page(
        rows.values_list(*_COLUMNS), key=("id",), make=_row, cursor=cursor, limit=limit, descending=True
    )
    return found if sees else Page([replace(row, body="") for row in found.rows], found.newer, found.older)


def delivery(*, actor: Actor, delivery_id: DeliveryId) -> DeliveryRow:
    """One of them. Raises NotAllowedError, WebhookNotFoundError."""
    actor.require(Permission.WEBHOOKS_MANAGE)
    row = Delivery.objects.filter(pk=delivery_id).values_list(*_COLUMNS).first()
    if row is None:
        raise WebhookNotFoundError(delivery=delivery_id)
    found = _row(row)
    return found if _sees_bodies(actor, found.webhook) else replace(found, body="")


def _sees_bodies(actor: Actor, number: WebhookId) -> bool:
    actor.require(Permission.WEBHOOKS_MANAGE)
    owner = Webhook.objects.filter(pk=number).values_list("owner_id", flat=True).first()
    if owner is None:
        raise WebhookNotFoundError(webhook=number)
    return owner == actor.person_id or (actor.may(Permission.TICKETS_ALL_TEAMS) and actor.may(Permission.AUDIT_SEE))


def _row(row: tuple[Any, ...]) -> DeliveryRow:
    number, webhook, name, state, *rest = row
    return DeliveryRow(DeliveryId(number), WebhookId(webhook), name, DeliveryState(state), *rest)
