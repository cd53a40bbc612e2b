"""What is known of deliveries is kept a month, and none that waits is forgotten."""

from datetime import datetime, timedelta

from tridesk.infra import outbox
from tridesk.webhooks.actions.collect import LANE, TASK
from tridesk.webhooks.models import Delivery
from tridesk.webhooks.rules.retries import KEPT

_PIECE = 2000
_LATE = timedelta(minutes=10)


def forget_deliveries(*, now: datetime) -> int:
    """Forgets a piece of the old ones that do not wait; returns how many."""
    old = Delivery.objects.filter(created_at__lt=now - KEPT).exclude(state=Delivery.WAITING).order_by("created_at")
    gone, _ = Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_PIECE])).delete()
    return gone


def queue_forgotten_deliveries(*, now: datetime) -> int:
    """Queues those that are long due and have no task: somebody asked for them while their last try was ending."""
    late = Delivery.objects.filter(state=Delivery.WAITING, next_at__lt=now - _LATE).order_by("id")
    queued = 0
    for number, order_key in late.values_list("pk", "order_key")[:_PIECE]:
        key = f"delivery:{number}"
        queued += outbox.enqueue(TASK, {"args": [number]}, lane=LANE, order_key=order_key, unique_key=key)
    return queued
