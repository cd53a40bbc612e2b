from django.db import models
from django.db.models import Q


class Mailbox(models.Model):
    """An address people write to: where its mail is fetched, how its answers are sent, whose team it is.

    Passwords are sealed. Mail is fetched by IMAP or POP3 (`fetch_by`); `sign_in` is how both servers are told who we
    are: with user and password, or with a token of the MailboxGrant. `largest_mb` is what its SMTP server takes of one
    mail; `per_minute` how many mails it may be handed, 0 without a limit, and `next_send_at` when its measure is empty
    again (actions/pace.py). With a `dkim_secret` what goes out is signed for `dkim_domain`.

    `last_uid` is the highest UID stored under `uidvalidity`: what is above it is new.
    `lease_*` says which worker listens to it. `unmoved` are the UIDs that are stored here and still to be moved or
    deleted there, as `after_reading` wants it; `unmoved_*` why the server does not let us.
    """

    KEEP, MOVE, DELETE = "keep", "move", "delete"
    IMAP, POP3 = "imap", "pop3"
    PASSWORD, OAUTH2 = "password", "oauth2"

    address = models.CharField(max_length=254, unique=True)
    sender_name = models.CharField(max_length=120, blank=True)
    team = models.ForeignKey("identity.Team", null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10, blank=True)
    signature = models.TextField(blank=True)
    acknowledge = models.BooleanField(default=True)
    plus_addressing = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    fetch_by = models.CharField(max_length=10, default=IMAP)
    sign_in = models.CharField(max_length=10, default=PASSWORD)
    fetch_host = models.CharField(max_length=253, blank=True)
    fetch_port = models.PositiveIntegerField(default=993)
    fetch_security = models.CharField(max_length=10, default="tls")
    fetch_user = models.CharField(max_length=254, blank=True)
    fetch_secret = models.TextField(blank=True)
    folder = models.CharField(max_length=200, default="INBOX")
    after_reading = models.CharField(max_length=10, default=KEEP)
    move_to = models.CharField(max_length=200, blank=True)
    smtp_host = models.CharField(max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=10, default="tls")
    smtp_user = models.CharField(max_length=254, blank=True)
    smtp_secret = models.TextField(blank=True)
    ca_file = models.CharField(max_length=500, blank=True)

    largest_mb = models.PositiveIntegerField(default=20)  # MB (1,000,000 bytes) of a whole mail on the wire
    per_minute = models.PositiveIntegerField(default=0)
    next_send_at = models.DateTimeField(null=True)
    dkim_domain = models.CharField(max_length=253, blank=True)
    dkim_selector = models.CharField(max_length=63, blank=True)
    dkim_secret = models.TextField(blank=True)  # the private key (PEM), sealed

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
                condition=Q(fetch_port__range=(1, 65535), smtp_port__range=(1, 65535)), name="mailbox_ports"
            ),
            models.CheckConstraint(
                condition=Q(
                    fetch_security__in=["tls", "starttls", "plain"], smtp_security__in=["tls", "starttls", "plain"]
                ),
                name="mailbox_security",
            ),
            models.CheckConstraint(condition=Q(fetch_by__in=["imap", "pop3"]), name="mailbox_fetch_by"),
            models.CheckConstraint(condition=Q(sign_in__in=["password", "oauth2"]), name="mailbox_sign_in"),
            models.CheckConstraint(
                condition=Q(fetch_by="imap") | ~Q(after_reading="move"), name="mailbox_pop3_has_no_folders"
            ),
            models.CheckConstraint(condition=Q(largest_mb__range=(1, 1000)), name="mailbox_largest"),
            models.CheckConstraint(condition=Q(per_minute__range=(0, 100_000)), name="mailbox_per_minute"),
            models.CheckConstraint(
                condition=Q(dkim_secret="") | (~Q(dkim_domain="") & ~Q(dkim_selector="")), name="mailbox_dkim_whole"
            ),
            models.CheckConstraint(
                condition=Q(after_reading__in=["keep", "delete"]) | (Q(after_reading="move") & ~Q(move_to="")),
                name="mailbox_after_reading",
            ),
        ]

    def __str__(self) -> str:
        return self.address
