from django.db import models
from django.db.models import Q

from tridesk.identity.types import Side
from tridesk.tickets.models.tickets import Ticket
from tridesk.tickets.types import Channel, Visibility


class Message(models.Model):
    """What somebody said on a ticket. Never changed afterwards; a merge or split moves it as a whole.

    `author` is None for a robot; `author_name` is how they were called when they wrote. `html` is safe HTML or
    empty; the `full_` fields hold the whole where quoted history was folded away.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages", db_index=False)
    original_ticket = models.ForeignKey(Ticket, null=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=200, blank=True)
    side = models.CharField(max_length=10)
    visibility = models.CharField(max_length=10)
    channel = models.CharField(max_length=10)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    full_text = models.TextField(blank=True)
    full_html = models.TextField(blank=True)
    submission_key = models.CharField(max_length=100, null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"], name="message_of_ticket")]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=[v.value for v in Visibility]), name="message_visibility"
            ),
            models.CheckConstraint(condition=Q(side__in=[side.value for side in Side]), name="message_side"),
            models.CheckConstraint(
                condition=Q(channel__in=[channel.value for channel in Channel]), name="message_channel"
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(side=Side.SYSTEM.value), name="message_has_author"
            ),
            models.CheckConstraint(condition=~Q(submission_key=""), name="message_submission_key"),
        ]


class Attachment(models.Model):
    """A file said along with a message. The bytes are shared; the name is the sender's."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey("infra.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    content_id = models.CharField(max_length=255, blank=True)
    inline = models.BooleanField(default=False)
