"""Sent again by hand, and a test: under the same id with a new time, and in the ticket's order from now on."""

from datetime import datetime

import msgspec
from django.db import transaction

from tridesk.identity.types import Actor, Permission
from tridesk.infra.public_ids import public_id
from tridesk.kernel.ids import DeliveryId, Kind, WebhookId
from tridesk.webhooks.actions.collect import queue
from tridesk.webhooks.errors import WebhookNotFoundError, WebhookOffError
from tridesk.webhooks.models import Delivery, Webhook

TEST = "webhook.test"
MOST = 1000


def redeliver(*, actor: Actor, delivery_id: DeliveryId, now: datetime) -> None:
    """One that was delivered or given up goes out again; one that waits is tried now.

    Raises NotAllowedError, WebhookNotFoundError, WebhookOffError.
    """
    actor.require(Permission.WEBHOOKS_MANAGE)
    with transaction.atomic():
        row = Delivery.objects.select_for_update(of=("self",)).select_related("webhook").filter(pk=delivery_id).first()
        if row is None:
            raise WebhookNotFoundError(delivery=delivery_id)
        _require_on(row.webhook)
        _again(row, now)


def redeliver_dead(*, actor: Actor, webhook_id: WebhookId, now: datetime) -> int:
    """Those that were given up, the oldest 1,000 of them in their order; returns how many.

    Raises NotAllowedError, WebhookNotFoundError, WebhookOffError.
    """
    actor.require(Permission.WEBHOOKS_MANAGE)
    with transaction.atomic():
        hook = _found(webhook_id)
        _require_on(hook)
        rows = Delivery.objects.select_for_update().filter(webhook=hook.pk, state=Delivery.DEAD).order_by("id")
        found = list(rows[:MOST])
        for row in found:
            _again(row, now)
    return len(found)


def send_test(*, actor: Actor, webhook_id: WebhookId, now: datetime) -> DeliveryId:
    """An event of no importance, to see whether it arrives.

    Raises NotAllowedError, WebhookNotFoundError, WebhookOffError.
    """
    actor.require(Permission.WEBHOOKS_MANAGE)
    with transaction.atomic():
        hook = _found(webhook_id)
        _require_on(hook)
        row = Delivery.objects.create(webhook=hook, name=TEST, body="", created_at=now, begun_at=now, next_at=now)
        payload = {
            "type": TEST,
            "version": 1,
            "id": public_id(Kind.DELIVERY, row.pk),
            "at": now,
            "data": {"webhook": public_id(Kind.WEBHOOK, hook.pk)},
        }
        Delivery.objects.filter(pk=row.pk).update(body=msgspec.json.encode(payload).decode())
        queue(delivery_id=DeliveryId(row.pk), order_key="")
    return DeliveryId(row.pk)


def _again(row: Delivery, now: datetime) -> None:
    row.state, row.begun_at, row.next_at, row.attempts, row.error = Delivery.WAITING, now, now, 0, ""
    row.save(update_fields=["state", "begun_at", "next_at", "attempts", "error"])
    queue(delivery_id=DeliveryId(row.pk), order_key=row.order_key)


def _found(number: WebhookId) -> Webhook:
    row = Webhook.objects.filter(pk=number).first()
    if row is None:
        raise WebhookNotFoundError(webhook=number)
    return row


def _require_on(hook: Webhook) -> None:
    if not hook.is_active:
        raise WebhookOffError(webhook=hook.pk)
