"""Messages that are another matter become a ticket of their own."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tridesk.identity.types import Actor, Side
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import MessageId, PersonId, TicketId
from tridesk.orgs.queries import organisation_of
from tridesk.tickets import policies, rules, store
from tridesk.tickets.actions.words import retell
from tridesk.tickets.events import TicketLinked, TicketOpened, TicketSplit
from tridesk.tickets.models import Link, Message, Participant, Ticket
from tridesk.tickets.types import LinkKind, ParticipantKind, Status, Visibility


def split(*, actor: Actor, ticket_id: TicketId, messages: Sequence[MessageId], subject: str, now: datetime) -> TicketId:
    """Moves these messages to a new ticket, linked to the old one, and returns its number.

    The requester of the new ticket is who wrote the first of them, if that is somebody who asks; otherwise the
    old one's. Others who wrote one of them and take part in the old one are in copy. Raises InvalidError when a
    message is not this ticket's, or none would be left behind.
    """
    with transaction.atomic():
        old, facts = store.writable(actor, ticket_id)
        policies.require(policies.may_merge(actor, facts), actor, facts, right="split")
        moved = _moved(old, messages)
        new = _sibling(old, moved[0], subject, now)
        rows = Message.objects.filter(pk__in=[message.pk for message in moved])
        rows.filter(original_ticket=None).update(original_ticket=old)
        rows.update(ticket=new)
        _copy_in(old, new, moved)
        for ticket in (old, new):
            retell(ticket)
            store.save(ticket, "snippet", "last_message_at", now=now)
        Link.objects.create(ticket=new, other=old, kind=LinkKind.RELATES.value)
        _tell(actor, old, new, moved, now)
        return TicketId(new.pk)


def _moved(old: Ticket, wanted: Sequence[MessageId]) -> list[Message]:
    moved = list(Message.objects.filter(ticket=old, pk__in=wanted).order_by("id"))
    if not moved or len(moved) != len(set(wanted)):
        raise InvalidError(field="messages", reason="not_of_this_ticket")
    if not Message.objects.filter(ticket=old).exclude(pk__in=wanted).exists():
        raise InvalidError(field="messages", reason="nothing_left")
    return moved


def _copy_in(old: Ticket, new: Ticket, moved: Sequence[Message]) -> None:
    """Nobody outside loses sight of what they wrote themselves."""
    taking_part = Participant.objects.filter(ticket=old, kind=ParticipantKind.CC.value)
    outside = {old.requester_id, *taking_part.values_list("person_id", flat=True)} - {new.requester_id}
    wrote = {message.author_id for message in moved if message.visibility == Visibility.PUBLIC.value}
    Participant.objects.bulk_create(
        Participant(ticket=new, person_id=person, kind=ParticipantKind.CC.value) for person in sorted(outside & wrote)
    )


def _sibling(old: Ticket, first: Message, subject: str, now: datetime) -> Ticket:
    theirs = first.author_id if first.side == Side.REQUESTER.value else None
    requester = theirs or old.requester_id
    return Ticket.objects.create(
        subject=rules.clean_subject(subject) or old.subject,
        type=old.type,
        status=Status.OPEN.value,
        priority=old.priority,
        impact=old.impact,
        urgency=old.urgency,
        requester_id=requester,
        organisation_id=old.organisation_id
        if requester == old.requester_id
        else organisation_of(person_id=PersonId(requester)),
        team_id=old.team_id,
        assignee_id=old.assignee_id,
        holder=rules.holder_of(Status.OPEN).value,
        holder_since=now,
        channel=first.channel,
        language=old.language,
        created_at=now,
        updated_at=now,
        last_message_at=first.at,
    )


def _tell(actor: Actor, old: Ticket, new: Ticket, moved: Sequence[Message], now: datetime) -> None:
    outbox.record(
        TicketSplit(
            ticket=old.pk, into=new.pk, messages=[m.pk for m in moved], at=now, by=actor.person_id, ip=actor.ip
        ),
        TicketOpened(
            ticket=new.pk,
            subject=new.subject,
            requester=new.requester_id,
            channel="system",
            message=moved[0].pk,
            side=actor.side.value,
            team=new.team_id,
            assignee=new.assignee_id,
            at=now,
            by=actor.person_id,
            ip=actor.ip,
        ),
        TicketLinked(ticket=new.pk, other=old.pk, kind=LinkKind.RELATES.value, at=now, by=actor.person_id, ip=actor.ip),
    )
