from django.db import models
from django.db.models import F, Q

from tridesk.tickets.models.tickets import Ticket
from tridesk.tickets.types import LinkKind, ParticipantKind


class Participant(models.Model):
    """Somebody beside requester and assignee who belongs to the conversation."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="participants", db_index=False)
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person", "kind"], name="participant_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ParticipantKind]), name="participant_kind"
            ),
        ]


class Tag(models.Model):
    name = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.name


class TicketTag(models.Model):
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="tags", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "tag"], name="tag_once")]
        indexes = [models.Index(fields=["tag", "-ticket"], name="tickets_of_tag")]


class Link(models.Model):
    """`ticket` relates to, duplicates, blocks, or is a child of `other`."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links", db_index=False)
    other = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(ticket=F("other")), name="link_not_to_itself"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in LinkKind]), name="link_kind"),
        ]


class ReadMark(models.Model):
    """Up to when a person has read a ticket."""

    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="read_marks")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "ticket"], name="read_mark_once")]


class Merge(models.Model):
    """What a merge changed, so that it can be taken back; there is one while the ticket is merged.

    `messages` are the ids of those that moved, `people` the [person, kind] that the other ticket gained,
    `scheduled` the ids of the replies for later that moved along.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="+")
    status = models.CharField(max_length=20)
    holder_since = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    messages = models.JSONField(default=list)
    people = models.JSONField(default=list)
    scheduled = models.JSONField(default=list)
