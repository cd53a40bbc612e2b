"""A ticket is opened: by a mail, a form, an analyst on the phone."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tridesk.identity.types import Actor, Permission, Side
from tridesk.infra import outbox
from tridesk.infra.asking import ask
from tridesk.infra.inserting import insert, insert_once
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import MessageId, TicketId
from tridesk.orgs.queries import organisation_of
from tridesk.tickets import rules
from tridesk.tickets.actions import words
from tridesk.tickets.actions.fields import set_values
from tridesk.tickets.actions.references import require_fit
from tridesk.tickets.actions.tags import set_tags
from tridesk.tickets.events import TicketOpened
from tridesk.tickets.models import Message, Participant, Ticket
from tridesk.tickets.types import NewTicket, ParticipantKind, Status, Visibility

_EARLIER = """
SELECT t.id, (SELECT min(m.id) FROM tickets_message m WHERE m.ticket_id = t.id OR m.original_ticket_id = t.id)
FROM tickets_ticket t WHERE t.submission_key = %s
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket and the message that opened it."""

    ticket: TicketId
    message: MessageId


def open_ticket(*, actor: Actor, new: NewTicket, now: datetime) -> TicketId:
    """Opens a ticket and returns its number: `open_conversation` for those who need no more."""
    return open_conversation(actor=actor, new=new, now=now).ticket


def open_conversation(*, actor: Actor, new: NewTicket, now: datetime) -> Opened:
    """Opens a ticket with its first message.

    The same `submission_key` again gives the same ticket: a form sent twice makes one. Raises NotAllowedError,
    EmptyMessageError, FieldInvalidError, InvalidError (a team, assignee, requester or organisation that cannot be).
    """
    _require_may_open(actor, new)
    words.require_words(new.body, new.attachments)
    with transaction.atomic():
        return _open(actor, new, now)


def _require_may_open(actor: Actor, new: NewTicket) -> None:
    works = actor.side in (Side.ANALYST, Side.SYSTEM)
    if not actor.may(Permission.TICKETS_OPEN) or not (works or actor.person_id == new.requester):
        raise NotAllowedError(right=Permission.TICKETS_OPEN.value)
    if new.visibility is Visibility.INTERNAL and not (works and actor.may(Permission.TICKETS_NOTE)):
        raise NotAllowedError(right=Permission.TICKETS_NOTE.value)


def _require_references(actor: Actor, new: NewTicket) -> None:
    if new.requester != actor.person_id:
        require_fit("requester", new.requester)
    for name, value in (("team", new.team), ("assignee", new.assignee), ("organisation", new.organisation)):
        require_fit(name, value)


def _opened_before(key: str) -> Opened:
    (found,) = ask(_EARLIER, key)
    return Opened(TicketId(found[0]), MessageId(found[1]))


def _open(actor: Actor, new: NewTicket, now: datetime) -> Opened:
    _require_references(actor, new)
    ticket = _row(new, now)
    ticket.submission_key = words.once_key(actor=actor, channel=new.channel, key=new.submission_key)
    if actor.side is Side.ANALYST and new.assignee:
        ticket.status = Status.OPEN.value
    ticket.holder = rules.holder_of(Status(ticket.status)).value
    if ticket.submission_key is None:
        insert(ticket)
    elif not insert_once(ticket):
        return _opened_before(ticket.submission_key)
    message = words.add_message(
        ticket,
        actor=actor,
        body=new.body,
        visibility=new.visibility,
        channel=new.channel,
        attachments=new.attachments,
        at=new.received_at or now,
        submission_key=None,
    )
    if new.cc:
        insert(
            *(
                Participant(ticket=ticket, person_id=person, kind=ParticipantKind.CC.value)
                for person in dict.fromkeys(new.cc)
                if person != new.requester
            )
        )
    if new.tags:
        set_tags(ticket, new.tags)
    set_values(ticket, new.fields, by_requester=actor.side is Side.REQUESTER, only_given=new.fields is None)
    outbox.record(_opened(ticket, message, actor, now), words.message_added(message, actor, now=now, first=True))
    return Opened(TicketId(ticket.pk), MessageId(message.pk))


def _row(new: NewTicket, now: datetime) -> Ticket:
    organisation = new.organisation or organisation_of(person_id=new.requester)
    at = new.received_at or now
    snippet = words.shown_first(new.body.text, new.visibility)
    return Ticket(
        subject=rules.clean_subject(new.subject) or snippet or "—",
        snippet=snippet,
        type=new.type.value,
        status=Status.NEW.value,
        priority=int(new.priority or rules.proposed_priority(new.impact, new.urgency)),
        impact=int(new.impact),
        urgency=int(new.urgency),
        requester_id=new.requester,
        organisation_id=organisation,
        team_id=new.team,
        assignee_id=new.assignee,
        holder_since=now,
        channel=new.channel.value,
        language=new.language,
        created_at=at,
        updated_at=now,
        last_message_at=at,
    )


def _opened(ticket: Ticket, message: Message, actor: Actor, now: datetime) -> TicketOpened:
    return TicketOpened(
        ticket=ticket.pk,
        subject=ticket.subject,
        requester=ticket.requester_id,
        channel=ticket.channel,
        message=message.pk,
        side=message.side,
        team=ticket.team_id,
        assignee=ticket.assignee_id,
        at=now,
        by=actor.person_id,
        ip=actor.ip,
    )
