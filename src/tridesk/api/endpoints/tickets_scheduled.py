"""Replies that leave later, and the mailbox that a ticket speaks from."""

from typing import Any

from tridesk.api import shapes
from tridesk.api.call import Call
from tridesk.api.endpoints.messages import routes
from tridesk.api.endpoints.tickets_written import speak_from
from tridesk.api.examples import MESSAGE, NEW_MESSAGE, TICKET
from tridesk.api.ids import Kind, named, told
from tridesk.api.routes import Answer
from tridesk.api.said import said
from tridesk.api.schemas.conversation import Scheduled, ScheduledIn, ScheduledReplies, SenderIn, Senders
from tridesk.api.schemas.tickets import Message
from tridesk.channels.queries import voices_for
from tridesk.identity.types import Scope
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import ScheduledId, TicketId
from tridesk.tickets.actions.say_scheduled import send_scheduled_now
from tridesk.tickets.actions.schedule_reply import cancel_scheduled, restore_scheduled, schedule_reply
from tridesk.tickets.errors import ScheduledNotFoundError
from tridesk.tickets.queries import ScheduledRow, abilities, facts_of, scheduled_replies
from tridesk.tickets.queries.conversation import one_message

__all__ = ["routes"]

_READ, _WRITE = Scope.TICKETS_READ, Scope.TICKETS_WRITE
_LATER = "2026-03-11T08:00:00Z"
_SCHEDULED = {
    "id": "sc_7m5k1xac9v8b4n6a2s7d1f3q2h",
    "ticket": TICKET["id"],
    "author": TICKET["assignee"],
    "author_name": "Bruno Rossi",
    "text": MESSAGE["text"],
    "status": None,
    "send_at": _LATER,
    "unless_answered": True,
    "state": "waiting",
    "reason": "",
    "may_edit": True,
    "files": [],
}
_SENDERS = {
    "items": [
        {"id": "mb_8b4n6a2s7d1f3q2h7m5k1xac9v", "address": "help@desk.example.org", "name": "Help desk", "speaks": True}
    ]
}


@routes.read("/tickets/{id}/scheduled-replies", scope=_READ, gives=ScheduledReplies, example={"items": [_SCHEDULED]})
def list_scheduled_replies(call: Call, id: str) -> Any:
    """Replies that leave later

    In the order in which they leave, for those who may answer as one of us.
    """
    ticket = TicketId(named(Kind.TICKET, id))
    return {"items": [_shape(ticket, row) for row in scheduled_replies(actor=call.actor, ticket_id=ticket)]}


@routes.write(
    "POST",
    "/tickets/{id}/scheduled-replies",
    scope=_WRITE,
    gives=Scheduled,
    status=201,
    takes={**NEW_MESSAGE, "send_at": _LATER, "unless_answered": True},
    example=_SCHEDULED,
)
def schedule_a_reply(call: Call, id: str, body: ScheduledIn) -> Answer:
    """Answer later

    It is said at its time, in your name and with the rights that you have then.
    """
    ticket = TicketId(named(Kind.TICKET, id))
    if body.mailbox is not None:
        speak_from(call, ticket, body.mailbox)
    words, attachments = said(call, body)
    number = schedule_reply(
        actor=call.actor,
        ticket_id=ticket,
        body=words,
        attachments=attachments,
        send_at=body.send_at,
        status=body.status,
        unless_answered=body.unless_answered,
        now=call.now,
    )
    place = f"/api/v1/tickets/{id}/scheduled-replies/{told(Kind.SCHEDULED, number)}"
    return Answer(_one(call, ticket, number), 201, {"Location": place})


@routes.read("/tickets/{id}/scheduled-replies/{scheduled}", scope=_READ, gives=Scheduled, example=_SCHEDULED)
def get_scheduled_reply(call: Call, id: str, scheduled: str) -> Any:
    """A reply that leaves later"""
    ticket = TicketId(named(Kind.TICKET, id))
    return _one(call, ticket, ScheduledId(named(Kind.SCHEDULED, scheduled)))


@routes.write("DELETE", "/tickets/{id}/scheduled-replies/{scheduled}", scope=_WRITE, gives=None, status=204)
def cancel_scheduled_reply(call: Call, id: str, scheduled: str) -> None:
    """Call a reply off

    It does not leave. Twice is once.
    """
    ticket, number = TicketId(named(Kind.TICKET, id)), ScheduledId(named(Kind.SCHEDULED, scheduled))
    cancel_scheduled(actor=call.actor, ticket_id=ticket, scheduled_id=number, now=call.now)


@routes.write(
    "POST",
    "/tickets/{id}/scheduled-replies/{scheduled}/restore",
    scope=_WRITE,
    gives=Scheduled,
    example=_SCHEDULED,
)
def restore_scheduled_reply(call: Call, id: str, scheduled: str) -> Any:
    """Put a reply back that was called off"""
    ticket, number = TicketId(named(Kind.TICKET, id)), ScheduledId(named(Kind.SCHEDULED, scheduled))
    restore_scheduled(actor=call.actor, ticket_id=ticket, scheduled_id=number, now=call.now)
    return _one(call, ticket, number)


@routes.write(
    "POST",
    "/tickets/{id}/scheduled-replies/{scheduled}/send",
    scope=_WRITE,
    gives=Message,
    example=MESSAGE,
)
def send_scheduled_reply(call: Call, id: str, scheduled: str) -> Any:
    """Send a reply now that was to leave later

    In its author's name; for its author and those who manage the team.
    """
    ticket, number = TicketId(named(Kind.TICKET, id)), ScheduledId(named(Kind.SCHEDULED, scheduled))
    message = send_scheduled_now(actor=call.actor, ticket_id=ticket, scheduled_id=number, now=call.now)
    row = one_message(actor=call.actor, ticket_id=ticket, message_id=message)
    return shapes.message(row, ticket_id=ticket)


@routes.read("/tickets/{id}/senders", scope=_READ, gives=Senders, example=_SENDERS)
def list_senders(call: Call, id: str) -> Any:
    """The mailboxes that replies may leave from

    For those who may answer as one of us.
    """
    return _senders(call, TicketId(named(Kind.TICKET, id)))


@routes.write(
    "PUT",
    "/tickets/{id}/senders",
    scope=_WRITE,
    gives=Senders,
    takes={"mailbox": "mb_8b4n6a2s7d1f3q2h7m5k1xac9v"},
    example=_SENDERS,
)
def choose_sender(call: Call, id: str, body: SenderIn) -> Any:
    """Choose the mailbox that replies leave from

    From now on, until another one is chosen.
    """
    ticket = TicketId(named(Kind.TICKET, id))
    speak_from(call, ticket, body.mailbox)
    return _senders(call, ticket)


def _senders(call: Call, ticket: TicketId) -> dict[str, Any]:
    facts = facts_of(actor=call.actor, ticket_id=ticket)
    if not (call.actor.is_staff and abilities(actor=call.actor, facts=facts).reply):
        raise NotAllowedError(right="reply_public")
    return {
        "items": [
            {"id": told(Kind.MAILBOX, each.id), "address": each.address, "name": each.name, "speaks": each.speaks}
            for each in voices_for(ticket=ticket, team=facts.team)
        ]
    }


def _one(call: Call, ticket: TicketId, number: ScheduledId) -> dict[str, Any]:
    for row in scheduled_replies(actor=call.actor, ticket_id=ticket):
        if row.id == number:
            return _shape(ticket, row)
    raise ScheduledNotFoundError(scheduled=number)


def _shape(ticket: TicketId, row: ScheduledRow) -> dict[str, Any]:
    return {
        "id": told(Kind.SCHEDULED, row.id),
        "ticket": told(Kind.TICKET, ticket),
        "author": told(Kind.PERSON, row.author_id),
        "author_name": row.author,
        "text": row.text,
        "status": row.status_after or None,
        "send_at": row.send_at,
        "unless_answered": row.unless_answered,
        "state": row.state,
        "reason": row.reason,
        "may_edit": row.may_edit,
        "files": row.files,
    }
