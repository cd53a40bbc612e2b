from django.db import models
from django.db.models import Q

from tridesk.tickets.models.messages import Message
from tridesk.tickets.models.tickets import Ticket


class ScheduledReply(models.Model):
    """A public reply that is said at a later time, in its author's name; until then only the team sees it.

    `status_after` is what it sets along, empty for what the rules say. `unless_answered`: it is not said if somebody
    outside writes before, which is newer than `last_message`, the newest message anywhere when it was planned.
    `state`: waiting, said, cancelled, failed (`reason` says why). `message` is what it became.
    """

    WAITING, SAID, CANCELLED, FAILED = "waiting", "said", "cancelled", "failed"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    status_after = models.CharField(max_length=20, blank=True)
    unless_answered = models.BooleanField(default=False)
    send_at = models.DateTimeField()
    created_at = models.DateTimeField()
    last_message = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, default=WAITING)
    reason = models.CharField(max_length=80, blank=True)
    message = models.OneToOneField(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    submission_key = models.CharField(max_length=100, null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "send_at"], name="scheduled_of_ticket"),
            models.Index(fields=["send_at"], name="scheduled_waiting", condition=Q(state="waiting")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "said", "cancelled", "failed"]), name="scheduled_state"
            ),
            models.CheckConstraint(condition=~Q(submission_key=""), name="scheduled_submission_key"),
        ]


class ScheduledFile(models.Model):
    """A file that goes along with a scheduled reply."""

    reply = models.ForeignKey(ScheduledReply, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("infra.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    content_id = models.CharField(max_length=255, blank=True)
    inline = models.BooleanField(default=False)
