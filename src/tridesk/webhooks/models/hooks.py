from django.db import models


class Hook(models.Model):
    """An address that programs post to; each call opens a ticket, or adds to the one with the same key.

    Only the digest of the token is kept. With `secret` (sealed) the sender also signs the body (HMAC, SHA-256) in
    `signature_header`. Whoever the mapping names no requester is `requester`.
    """

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=20)
    secret = models.TextField(blank=True)
    signature_header = models.CharField(max_length=80, blank=True)
    preset = models.CharField(max_length=20)
    mapping = models.JSONField(default=dict)
    requester = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("identity.Team", null=True, on_delete=models.SET_NULL, related_name="+")
    solves = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()


class HookTicket(models.Model):
    """The ticket that a key of a hook stands for at present."""

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)  # the digest of what the sender calls it
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hook", "key"], name="hook_ticket_once")]


class HookCall(models.Model):
    """One of the last calls. `outcome`: opened, added, resolved, repeated, nothing (resolved what nobody knew),
    refused (`reason` says why)."""

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="calls")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12)
    reason = models.CharField(max_length=40, blank=True)
    ticket = models.ForeignKey("tickets.Ticket", null=True, on_delete=models.SET_NULL, related_name="+")
    body = models.TextField(blank=True)  # its beginning
    ip = models.CharField(max_length=45, blank=True)

    class Meta:
        indexes = [models.Index(fields=["hook", "-id"], name="calls_of_hook")]
