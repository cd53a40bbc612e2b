"""Two persons turned out to be one: the tickets follow."""

from django.db import transaction

from tridesk.tickets.models import FieldValue, Message, Participant, ReadMark, ScheduledReply, Ticket
from tridesk.tickets.types import ParticipantKind


def follow_merge(*, kept: int, other: int) -> None:
    """Everything that names `other` names `kept` from now on. Safe to repeat."""
    with transaction.atomic():
        Ticket.objects.filter(requester=other).update(requester=kept)
        Ticket.objects.filter(assignee=other).update(assignee=kept)
        Message.objects.filter(author=other).update(author=kept)
        ScheduledReply.objects.filter(author=other).update(author=kept)
        FieldValue.objects.filter(person=other).update(person=kept)
        for row in Participant.objects.filter(person=other):
            Participant.objects.get_or_create(ticket_id=row.ticket_id, person_id=kept, kind=row.kind)
        Participant.objects.filter(person=other).delete()
        Participant.objects.filter(person=kept, kind=ParticipantKind.CC.value, ticket__requester=kept).delete()
        ReadMark.objects.filter(person=other).delete()
