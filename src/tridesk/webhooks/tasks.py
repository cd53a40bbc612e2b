"""Background work: load, one call."""

from tridesk.kernel.clock import now
from tridesk.kernel.ids import DeliveryId
from tridesk.webhooks.actions.deliver import deliver as deliver_now


def deliver(delivery_id: int) -> None:
    """An event goes out to one webhook."""
    deliver_now(delivery_id=DeliveryId(delivery_id), now=now())
