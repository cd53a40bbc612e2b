"""The room's data."""

from tridesk.webhooks.models.hooks import Hook, HookCall, HookTicket
from tridesk.webhooks.models.webhooks import Delivery, Webhook

__all__ = ["Delivery", "Hook", "HookCall", "HookTicket", "Webhook"]
