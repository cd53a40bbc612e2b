"""Somebody says something on a ticket: a public reply or an internal note."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tridesk.identity.types import Actor, Side
from tridesk.infra import outbox
from tridesk.kernel.ids import MessageId, TicketId
from tridesk.tickets import policies, rules, store
from tridesk.tickets.actions import words
from tridesk.tickets.actions.status import COLUMNS, move, require_settable
from tridesk.tickets.errors import TicketClosedError
from tridesk.tickets.events import StayedSolved, TicketChanged
from tridesk.tickets.models import Message, Ticket
from tridesk.tickets.rules.thanks import only_thanks
from tridesk.tickets.types import Body, Channel, NewAttachment, Status, TicketFacts, Visibility


def reply(
    *,
    actor: Actor,
    ticket_id: TicketId,
    body: Body,
    visibility: Visibility,
    channel: Channel,
    now: datetime,
    attachments: Sequence[NewAttachment] = (),
    status: Status | None = None,
    submission_key: str | None = None,
    at: datetime | None = None,
) -> MessageId:
    """Adds the message and moves the ball; `status` is what is sent along ("send and solve").

    `at` is when it was written, where that is not now. The same person's `submission_key` again gives the same
    message. Raises TicketNotFoundError, NotAllowedError, TicketGoneError, TicketClosedError, EmptyMessageError,
    InvalidError (a status that cannot be).
    """
    words.require_words(body, attachments)
    with transaction.atomic():
        ticket = store.locked(ticket_id)
        if (earlier := _said_before(words.once_key(actor=actor, channel=channel, key=submission_key))) is not None:
            return earlier
        facts = _require(actor, ticket, visibility)
        message = words.add_message(
            ticket,
            actor=actor,
            body=body,
            visibility=visibility,
            channel=channel,
            attachments=attachments,
            at=at or now,
            submission_key=submission_key,
        )
        after = _status_after(actor, facts, message, status)
        if after is not facts.status and facts.status is Status.SOLVED and not attachments and _only_thanks(message):
            after = facts.status
            outbox.record(StayedSolved(ticket=ticket_id, message=message.pk, at=now, by=actor.person_id, ip=actor.ip))
        _settle(ticket, actor, message, after, now)
        return MessageId(message.pk)


def _said_before(key: str | None) -> MessageId | None:
    found = Message.objects.filter(submission_key=key).values_list("id", flat=True).first() if key else None
    return MessageId(found) if found else None


def _only_thanks(message: Message) -> bool:
    """Whether somebody outside says thanks, and nothing else."""
    if message.side == Side.ANALYST.value:
        return False
    authors = Message.objects.filter(ticket=message.ticket_id).values_list("author_name", flat=True).distinct()
    return only_thanks(message.text, names=authors[:50])


def _require(actor: Actor, ticket: Ticket, visibility: Visibility) -> TicketFacts:
    store.require_listed(actor, ticket)
    facts = store.facts(ticket, actor)
    policies.require(policies.may_reply(actor, facts, visibility), actor, facts, right=f"reply_{visibility}")
    if not rules.accepts_messages(facts.status) and visibility is Visibility.PUBLIC:
        raise TicketClosedError(ticket=ticket.pk)
    return facts


def _status_after(actor: Actor, facts: TicketFacts, message: Message, wished: Status | None) -> Status:
    visibility = Visibility(message.visibility)
    moved = rules.status_after_message(facts.status, side=Side(message.side), visibility=visibility)
    if wished is None or wished is moved:
        return moved
    require_settable(actor=actor, facts=facts, before=moved, after=wished)
    return wished


def _settle(ticket: Ticket, actor: Actor, message: Message, after: Status, now: datetime) -> None:
    changes = move(ticket, after, now=now) | _noted(ticket, actor, message, now)
    store.save(ticket, *COLUMNS, "assignee", "snippet", "last_message_at", "first_response_at", now=now)
    outbox.record(words.message_added(message, actor, now=now))
    if changes:
        outbox.record(TicketChanged(ticket=ticket.pk, changes=changes, at=now, by=actor.person_id, ip=actor.ip))


def _noted(ticket: Ticket, actor: Actor, message: Message, now: datetime) -> dict[str, tuple[str, str]]:
    """What a public message leaves on the ticket. Whoever answers a ticket that nobody has, takes it."""
    if message.visibility != Visibility.PUBLIC.value:
        return {}
    ticket.snippet = rules.snippet(message.text) or ticket.snippet
    ticket.last_message_at = now
    if message.side != Side.ANALYST.value:
        return {}
    ticket.first_response_at = ticket.first_response_at or now
    if ticket.assignee_id is not None or actor.person_id is None:
        return {}
    ticket.assignee_id = actor.person_id
    return {"assignee": ("", str(actor.person_id))}
