from django.db import models
from django.db.models import Q


class Mailbox(models.Model):
    """An address people write to: where its mail is fetched, how its answers are sent, whose team it is.

    Passwords are sealed. `last_uid` is the highest UID stored under `uidvalidity`: what is above it is new.
    `lease_*` says which worker listens to it. `unmoved` are the UIDs that are stored here and still to be moved or
    deleted there, as `after_reading` wants it; `unmoved_*` why the server does not let us.
    """

    KEEP, MOVE, DELETE = "keep", "move", "delete"

    address = models.CharField(max_length=254, unique=True)
    sender_name = models.CharField(max_length=120, blank=True)
    team = models.ForeignKey("identity.Team", null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10, blank=True)
    signature = models.TextField(blank=True)
    acknowledge = models.BooleanField(default=True)
    plus_addressing = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    imap_host = models.CharField(max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=10, default="tls")
    imap_user = models.CharField(max_length=254, blank=True)
    imap_secret = models.TextField(blank=True)
    imap_folder = models.CharField(max_length=200, default="INBOX")
    after_reading = models.CharField(max_length=10, default=KEEP)
    move_to = models.CharField(max_length=200, blank=True)
    smtp_host = models.CharField(max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=10, default="tls")
    smtp_user = models.CharField(max_length=254, blank=True)
    smtp_secret = models.TextField(blank=True)
    ca_file = models.CharField(max_length=500, blank=True)

    hook_digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the token a provider posts with
    hook_made_at = models.DateTimeField(null=True)

    uidvalidity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    missed = models.JSONField(default=list)  # UIDs the server could not give: asked for again each round
    unmoved = models.JSONField(default=list)
    unmoved_reason = models.CharField(max_length=40, blank=True)
    unmoved_error = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    error_reason = models.CharField(max_length=40, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hook_digest"], condition=~Q(hook_digest=""), name="mailbox_hook"),
            models.CheckConstraint(
                condition=Q(imap_port__range=(1, 65535), smtp_port__range=(1, 65535)), name="mailbox_ports"
            ),
            models.CheckConstraint(
                condition=Q(
                    imap_security__in=["tls", "starttls", "plain"], smtp_security__in=["tls", "starttls", "plain"]
                ),
                name="mailbox_security",
            ),
            models.CheckConstraint(
                condition=Q(after_reading__in=["keep", "delete"]) | (Q(after_reading="move") & ~Q(move_to="")),
                name="mailbox_after_reading",
            ),
        ]

    def __str__(self) -> str:
        return self.address
