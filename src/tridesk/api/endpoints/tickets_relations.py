"""Tickets that belong together, or do not: merge, split, links."""

from typing import Any

from tridesk.api import shapes
from tridesk.api.call import Call
from tridesk.api.endpoints.tickets_people import routes
from tridesk.api.examples import MESSAGE, TICKET
from tridesk.api.ids import Kind, given, named, told
from tridesk.api.routes import Answer
from tridesk.api.schemas.conversation import LinkIn, Links, MergeIn, SplitIn
from tridesk.api.schemas.tickets import Ticket
from tridesk.identity.types import Scope
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import MessageId, TicketId
from tridesk.tickets.actions.link import link, unlink
from tridesk.tickets.actions.merge import merge, unmerge
from tridesk.tickets.actions.split import split
from tridesk.tickets.queries import ticket_detail
from tridesk.tickets.queries.records import ticket_record
from tridesk.tickets.types import LinkKind

__all__ = ["routes"]

_WRITE = Scope.TICKETS_WRITE
_OTHER = "tk_b6c2f4k3m7a5q1x9v8n4s2d7h3"
_LINKS = {
    "items": [
        {
            "ticket": _OTHER,
            "number": 4690,
            "subject": "The scanner is slow",
            "status": "open",
            "kind": "relates",
            "outgoing": True,
        }
    ]
}


@routes.write("POST", "/tickets/{id}/merge", scope=_WRITE, gives=Ticket, takes={"into": _OTHER}, example=TICKET)
def merge_ticket(call: Call, id: str, body: MergeIn) -> Any:
    """Merge a ticket into another

    Its words and people go into the other one, which is answered; this one is closed.
    """
    number = TicketId(named(Kind.TICKET, id))
    into = TicketId(given(Kind.TICKET, body.into, field="into") or 0)
    merge(actor=call.actor, source_id=number, into_id=into, now=call.now)
    return _now(call, into)


@routes.write("POST", "/tickets/{id}/unmerge", scope=_WRITE, gives=Ticket, example=TICKET)
def unmerge_ticket(call: Call, id: str) -> Any:
    """Take a merge back

    What came from this ticket returns to it; what was said since stays where it is.
    """
    number = TicketId(named(Kind.TICKET, id))
    ticket_record(actor=call.actor, ticket_id=number)
    unmerge(actor=call.actor, source_id=number, now=call.now)
    return _now(call, number)


@routes.write(
    "POST",
    "/tickets/{id}/split",
    scope=_WRITE,
    gives=Ticket,
    status=201,
    takes={"messages": [MESSAGE["id"]], "subject": "The scanner is slow"},
    example=TICKET,
)
def split_ticket(call: Call, id: str, body: SplitIn) -> Answer:
    """Make messages a ticket of their own

    The new ticket is answered; it is linked to the old one.
    """
    number = TicketId(named(Kind.TICKET, id))
    messages = [MessageId(given(Kind.MESSAGE, word, field="messages") or 0) for word in dict.fromkeys(body.messages)]
    new = split(actor=call.actor, ticket_id=number, messages=messages, subject=body.subject, now=call.now)
    return Answer(_now(call, new), 201, {"Location": f"/api/v1/tickets/{told(Kind.TICKET, new)}"})


@routes.read("/tickets/{id}/links", scope=Scope.TICKETS_READ, gives=Links, example=_LINKS)
def list_links(call: Call, id: str) -> Any:
    """What a ticket is linked with

    Told to those who work on it, and only of tickets they may see.
    """
    return _links(call, TicketId(named(Kind.TICKET, id)))


@routes.write(
    "POST",
    "/tickets/{id}/links",
    scope=_WRITE,
    gives=Links,
    takes={"other": _OTHER, "kind": "relates"},
    example=_LINKS,
)
def add_link(call: Call, id: str, body: LinkIn) -> Any:
    """Link two tickets

    Twice is once.
    """
    number = TicketId(named(Kind.TICKET, id))
    other = TicketId(given(Kind.TICKET, body.other, field="other") or 0)
    link(actor=call.actor, ticket_id=number, other_id=other, kind=body.kind, now=call.now)
    return _links(call, number)


@routes.write("DELETE", "/tickets/{id}/links/{other}", scope=_WRITE, gives=None, status=204)
def remove_link(
    call: Call,
    id: str,
    other: str,
    kind: LinkKind = LinkKind.RELATES,
    outgoing: bool = True,  # noqa: FBT001, FBT002 - a word of the address
) -> None:
    """Take a link away

    `kind` and `outgoing` as the list has them.
    """
    ends = TicketId(named(Kind.TICKET, id)), TicketId(named(Kind.TICKET, other))
    first, second = ends if outgoing else ends[::-1]
    if first == second:
        raise NotFoundError(id=other)
    unlink(actor=call.actor, ticket_id=first, other_id=second, kind=kind, now=call.now)


def _links(call: Call, ticket: TicketId) -> dict[str, Any]:
    detail = ticket_detail(actor=call.actor, ticket_id=ticket)
    return {
        "items": [
            {
                "ticket": told(Kind.TICKET, each.id),
                "number": each.id,
                "subject": each.subject,
                "status": each.status,
                "kind": each.kind,
                "outgoing": each.outgoing,
            }
            for each in detail.links
        ]
    }


def _now(call: Call, number: TicketId) -> dict[str, Any]:
    return shapes.ticket(ticket_record(actor=call.actor, ticket_id=number))
