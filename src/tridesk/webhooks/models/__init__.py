"""The room's data."""

from tridesk.webhooks.models.webhooks import Delivery, Webhook

__all__ = ["Delivery", "Webhook"]
