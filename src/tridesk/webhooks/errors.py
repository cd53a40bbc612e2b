"""What can go wrong with webhooks and hooks."""

from tridesk.kernel.errors import ConflictError, InvalidError, NotFoundError


class WebhookNotFoundError(NotFoundError):
    """There is no such webhook, delivery or hook."""


class WebhookInvalidError(InvalidError):
    """A value cannot be taken; `field` and `reason` say which and why."""


class WebhookOffError(ConflictError):
    """It is switched off: nothing is sent by it."""

    code = "webhook_off"
