from django.db import models
from django.db.models import Q

from tridesk.channels.models.mailboxes import Mailbox


class OutboundMail(models.Model):
    """One mail of ours to one person. Queued in the transaction that caused it; its Message-ID never changes.

    `occasion` is unique: the same message is sent to the same person once, a ticket is acknowledged once.
    `subject`, `text` and `html` are set for notices; replies are composed from their message when they go.
    `link_files`: a server found it too large, so its files are links.
    """

    QUEUED, SENT, FAILED = "queued", "sent", "failed"
    REPLY, ACKNOWLEDGEMENT, NOTICE = "reply", "acknowledgement", "notice"

    kind = models.CharField(max_length=16)
    occasion = models.CharField(max_length=80, unique=True)
    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.SET_NULL, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    said = models.ForeignKey("tickets.Message", null=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    recipient = models.CharField(max_length=254)
    message_id = models.CharField(max_length=255, unique=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=QUEUED)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    link_files = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "-id"], name="outbound_of_ticket"),
            models.Index(fields=["state", "-id"], name="outbound_by_state"),
            models.Index(fields=["recipient", "kind", "queued_at"], name="outbound_to"),
            models.Index(fields=["recipient", "-id"], name="outbound_by_recipient"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["queued", "sent", "failed"]), name="outbound_state")
        ]
