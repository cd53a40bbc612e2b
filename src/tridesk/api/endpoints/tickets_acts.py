"""What is done to a whole ticket: put away and brought back, taken back, read."""

from typing import Any

from tridesk.api import shapes
from tridesk.api.call import Call
from tridesk.api.endpoints.tickets import routes
from tridesk.api.examples import TICKET
from tridesk.api.ids import Kind, given, named
from tridesk.api.schemas.conversation import UndoIn
from tridesk.api.schemas.tickets import Ticket
from tridesk.identity.types import Scope
from tridesk.kernel.ids import EventId, TicketId
from tridesk.tickets.actions import remove
from tridesk.tickets.actions.read import mark_read, mark_unread
from tridesk.tickets.actions.undo import undo_change
from tridesk.tickets.errors import CannotUndoError
from tridesk.tickets.queries import facts_of
from tridesk.tickets.queries.records import hold_ticket, ticket_record
from tridesk.tickets.queries.timeline import last_change

__all__ = ["routes"]

_WRITE = Scope.TICKETS_WRITE


@routes.write("POST", "/tickets/{id}/restore", scope=_WRITE, gives=Ticket, example=TICKET)
def restore_ticket(call: Call, id: str) -> Any:
    """Bring a deleted ticket back"""
    number = TicketId(named(Kind.TICKET, id))
    remove.restore(actor=call.actor, ticket_id=number, now=call.now)
    return _now(call, number)


@routes.write("PUT", "/tickets/{id}/spam", scope=_WRITE, gives=Ticket, example=TICKET)
def mark_as_spam(call: Call, id: str) -> Any:
    """Mark a ticket as spam

    It leaves the lists, and its requester is answered no more.
    """
    number = TicketId(named(Kind.TICKET, id))
    held = hold_ticket(actor=call.actor, ticket_id=number)
    call.require_match(lambda: shapes.ticket(held))
    remove.mark_spam(actor=call.actor, ticket_id=number, now=call.now)
    return _now(call, number)


@routes.write("DELETE", "/tickets/{id}/spam", scope=_WRITE, gives=Ticket, example=TICKET)
def mark_as_no_spam(call: Call, id: str) -> Any:
    """Bring a ticket back that is no spam"""
    number = TicketId(named(Kind.TICKET, id))
    held = hold_ticket(actor=call.actor, ticket_id=number)
    call.require_match(lambda: shapes.ticket(held))
    remove.not_spam(actor=call.actor, ticket_id=number, now=call.now)
    return _now(call, number)


@routes.write("POST", "/tickets/{id}/undo", scope=_WRITE, gives=Ticket, takes={}, example=TICKET)
def undo_ticket_change(call: Call, id: str, body: UndoIn) -> Any:
    """Take back a change of your own

    Within 15 minutes, unless somebody has changed the same since.
    """
    number = TicketId(named(Kind.TICKET, id))
    ticket_record(actor=call.actor, ticket_id=number)
    event = given(Kind.EVENT, body.event, field="event")
    if event is None:
        event = last_change(actor=call.actor, ticket_id=number)
    if event is None:
        raise CannotUndoError(reason="not_yours")
    undo_change(actor=call.actor, ticket_id=number, event_id=EventId(event), now=call.now)
    return _now(call, number)


@routes.write("PUT", "/tickets/{id}/read", scope=_WRITE, gives=None, status=204)
def mark_ticket_read(call: Call, id: str) -> None:
    """Note that you have read a ticket"""
    number = TicketId(named(Kind.TICKET, id))
    facts_of(actor=call.actor, ticket_id=number)
    mark_read(actor=call.actor, ticket_id=number, now=call.now)


@routes.write("DELETE", "/tickets/{id}/read", scope=_WRITE, gives=None, status=204)
def mark_ticket_unread(call: Call, id: str) -> None:
    """Note that you have yet to read a ticket"""
    number = TicketId(named(Kind.TICKET, id))
    facts_of(actor=call.actor, ticket_id=number)
    mark_unread(actor=call.actor, ticket_id=number)


def _now(call: Call, number: TicketId) -> dict[str, Any]:
    return shapes.ticket(ticket_record(actor=call.actor, ticket_id=number))
