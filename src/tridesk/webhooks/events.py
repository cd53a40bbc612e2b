"""What happened to webhooks and hooks. All of it belongs to the audit trail; secrets are in none of it."""

from tridesk.kernel.events import Event


class _WebhookEvent(Event, audit=True):
    webhook: int

    @property
    def stream(self) -> str:
        return f"webhook:{self.webhook}"


class WebhookAdded(_WebhookEvent, name="webhook.added"):
    webhook_name: str


class WebhookChanged(_WebhookEvent, name="webhook.changed"):
    """`changes` maps a field to its value before and after; of headers only the names."""

    changes: dict[str, tuple[str, str]]


class WebhookRemoved(_WebhookEvent, name="webhook.removed"):
    webhook_name: str


class WebhookSecretRotated(_WebhookEvent, name="webhook.secret_rotated"):
    pass


class WebhookSwitchedOff(_WebhookEvent, name="webhook.switched_off"):
    """By the desk itself. `reason`: gone (the receiver said 410), failing (nothing but failures for days)."""

    reason: str


class _HookEvent(Event, audit=True):
    hook: int

    @property
    def stream(self) -> str:
        return f"hook:{self.hook}"


class HookAdded(_HookEvent, name="hook.added"):
    hook_name: str


class HookChanged(_HookEvent, name="hook.changed"):
    """`changes` maps a field to its value before and after; `address` and `secret` are named, never shown."""

    changes: dict[str, tuple[str, str]]


class HookRemoved(_HookEvent, name="hook.removed"):
    hook_name: str
