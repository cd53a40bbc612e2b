from django.db import models
from django.db.models import Q

from tridesk.channels.models.mailboxes import Mailbox


class InboundMail(models.Model):
    """A mail as it came, kept before anybody read it; then what became of it.

    `fingerprint` is the same for the same mail however often and by whichever mailbox it comes: it is taken in
    once. `sender`, whom it is from, is in lower case; `sent_by` is what From named where that was another. `topic`
    tells what a robot speaks of, the same for the same matter: the next mail of it joins the ticket of the first
    (rules.py); empty for people. `forwarded_*` is who wrote what somebody passed on to us. `state`: stored (not looked
    at yet), taken, parked. `answer` False: nobody is written to because of it.
    `authenticity` is what trusted servers said of its origin (types.Authenticity), `concern` what to warn of.
    """

    STORED, TAKEN, PARKED, DISCARDED = "stored", "taken", "parked", "discarded"

    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.SET_NULL, related_name="+")
    source = models.CharField(max_length=500, blank=True)
    file = models.ForeignKey("infra.StoredFile", on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField()
    answer = models.BooleanField(default=True)
    state = models.CharField(max_length=10, default=STORED)
    outcome = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=80, blank=True)
    detail = models.TextField(blank=True)
    kind = models.CharField(max_length=12, blank=True)
    robot = models.BooleanField(default=False)
    message_id = models.CharField(max_length=255, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    sent_by = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    topic = models.CharField(max_length=64, blank=True)
    forwarded_from = models.CharField(max_length=320, blank=True)
    forwarded_name = models.CharField(max_length=200, blank=True)
    heard = models.JSONField(default=list)  # addresses that got it directly, lower case
    authenticity = models.JSONField(default=dict)
    concern = models.CharField(max_length=10, blank=True)
    ticket = models.ForeignKey("tickets.Ticket", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    said = models.ForeignKey("tickets.Message", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["message_id"], name="inbound_message_id"),
            models.Index(fields=["ticket", "-id"], name="inbound_of_ticket"),
            models.Index(fields=["state", "-id"], name="inbound_by_state"),
            models.Index(fields=["sender", "-id"], name="inbound_by_sender"),
            models.Index(fields=["state", "outcome", "-id"], name="inbound_unplaced", condition=Q(ticket__isnull=True)),
            models.Index(fields=["topic", "-id"], name="inbound_by_topic", condition=~Q(topic="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["stored", "taken", "parked", "discarded"]), name="inbound_state"
            )
        ]
