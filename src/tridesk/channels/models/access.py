from django.db import models

from tridesk.channels.models.mailboxes import Mailbox


class MailboxGrant(models.Model):
    """What a provider gave us for a mailbox by OAuth2 (RFC 6749), and whom it knows us as.

    Secrets and tokens are sealed. `account` is who consented, as far as the provider says. `broken_since` is set when
    the refresh token was refused for good: then a person must consent again. `refresh_lease` is whoever asks for new
    tokens just now, until `refresh_until`: many providers let a refresh token be spent once (actions/tokens.py).
    """

    GOOGLE, MICROSOFT, OTHER = "google", "microsoft", "other"

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, primary_key=True, related_name="grant")
    provider = models.CharField(max_length=10, default=OTHER)
    tenant = models.CharField(max_length=100, blank=True)
    client_id = models.CharField(max_length=500, blank=True)
    client_secret = models.TextField(blank=True)
    authorize_url = models.CharField(max_length=500, blank=True)
    token_url = models.CharField(max_length=500, blank=True)
    scope = models.CharField(max_length=500, blank=True)
    refresh_secret = models.TextField(blank=True)
    access_secret = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True)
    granted_at = models.DateTimeField(null=True)
    account = models.CharField(max_length=254, blank=True)
    broken_since = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    refresh_lease = models.CharField(max_length=32, blank=True)
    refresh_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(provider__in=["google", "microsoft", "other"]), name="grant_provider"
            )
        ]


class PopSeen(models.Model):
    """A mail that lies on a POP3 server and is stored here, by its UIDL (RFC 1939 section 7); forgotten when it is
    gone there."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+", db_index=False)
    uidl = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "uidl"], name="pop_seen_once")]
