"""Tickets: lists, one, opening, changing, saying something."""

from typing import Any

from ninja import Query

from tridesk.api import shapes
from tridesk.api.call import Call
from tridesk.api.endpoints.tickets_read import TicketFilters, body_of, filters_of, selected
from tridesk.api.endpoints.tickets_written import changes_of, new_ticket
from tridesk.api.examples import MESSAGE, NEW_MESSAGE, NEW_TICKET, TICKET
from tridesk.api.expansions import OF_TICKETS, asked, names_for
from tridesk.api.ids import Kind, cursor_in, named, told
from tridesk.api.pages import Limit, page_answer
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import tickets as schemas
from tridesk.identity.types import Scope
from tridesk.kernel.ids import MessageId, TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.queries.conversation import one_message
from tridesk.tickets.queries.lists import View
from tridesk.tickets.queries.order import Sort
from tridesk.tickets.queries.records import hold_ticket, ticket_record, ticket_records
from tridesk.tickets.types import Channel, Visibility

routes = Routes("tickets", "What people need help with, and what is said about it.")


@routes.read(
    "/tickets",
    scope=Scope.TICKETS_READ,
    gives=schemas.Tickets,
    example={"items": [TICKET], "next": None, "previous": None},
)
def list_tickets(
    call: Call,
    filters: Query[TicketFilters],
    view: View = View.ALL,
    sort: Sort = Sort.UPDATED,
    cursor: str = "",
    limit: Limit = 50,
    expand: str = "",
    fields: str = "",
) -> Answer:
    """Tickets you may see

    A page of them, narrowed by filters that all must fit. Follow `next` as long as there is one: page 1,000 costs what
    page 1 does.
    """
    wanted = asked(expand, OF_TICKETS - {"messages", "fields"})
    page = ticket_records(
        actor=call.actor, view=view, filters=filters_of(filters), sort=sort, cursor=cursor_in(cursor), limit=limit
    )
    names = names_for(page.rows, wanted)
    rows = [shapes.ticket(record, named=names) for record in page.rows]
    return page_answer(
        call, [selected(row, fields) for row in rows], newer=page.newer, older=page.older, partial=bool(fields)
    )


@routes.read("/tickets/{id}", scope=Scope.TICKETS_READ, gives=schemas.Ticket, example=TICKET)
def get_ticket(call: Call, id: str, expand: str = "", fields: str = "") -> Any:
    """One ticket"""
    record = ticket_record(actor=call.actor, ticket_id=TicketId(named(Kind.TICKET, id)))
    if not expand and not fields:
        return shapes.ticket(record)
    body = body_of(call, record, asked(expand, OF_TICKETS))
    return Answer(selected(body, fields), partial=bool(fields), tagged=False)


@routes.write(
    "POST",
    "/tickets",
    scope=Scope.TICKETS_WRITE,
    gives=schemas.Ticket,
    status=201,
    takes=NEW_TICKET,
    example=TICKET,
)
def create_ticket(call: Call, body: schemas.NewTicketIn) -> Answer:
    """Open a ticket

    For yourself, or, where you work tickets, for somebody else. Fields that are left out are proposed by the rules.
    """
    number = open_ticket(actor=call.actor, new=new_ticket(call, body), now=call.now)
    record = ticket_record(actor=call.actor, ticket_id=number)
    told_id = told(Kind.TICKET, number)
    return Answer(shapes.ticket(record), 201, {"Location": f"/api/v1/tickets/{told_id}"})


@routes.write(
    "PATCH",
    "/tickets/{id}",
    scope=Scope.TICKETS_WRITE,
    gives=schemas.Ticket,
    takes={"status": "solved"},
    example=TICKET,
)
def change_ticket(call: Call, id: str, body: schemas.TicketChange) -> Any:
    """Change properties of a ticket

    Only what is named is changed. With `If-Match`, only if nobody changed the ticket since it was read.
    """
    number = TicketId(named(Kind.TICKET, id))
    held = hold_ticket(actor=call.actor, ticket_id=number)
    call.require_match(lambda: shapes.ticket(held))
    change(actor=call.actor, ticket_id=number, changes=changes_of(body), now=call.now)
    return shapes.ticket(ticket_record(actor=call.actor, ticket_id=number))


@routes.write(
    "POST",
    "/tickets/{id}/replies",
    scope=Scope.TICKETS_WRITE,
    gives=schemas.Message,
    status=201,
    takes=NEW_MESSAGE,
    example=MESSAGE,
)
def create_reply(call: Call, id: str, body: schemas.NewMessage) -> Answer:
    """Answer in public

    The requester and everybody in copy gets it by mail.
    """
    return _say(call, id, body, Visibility.PUBLIC)


@routes.write(
    "POST",
    "/tickets/{id}/notes",
    scope=Scope.TICKETS_WRITE,
    gives=schemas.Message,
    status=201,
    takes=NEW_MESSAGE,
    example={**MESSAGE, "visibility": "internal"},
)
def create_note(call: Call, id: str, body: schemas.NewMessage) -> Answer:
    """Add an internal note

    Only the team sees it.
    """
    return _say(call, id, body, Visibility.INTERNAL)


def _say(call: Call, word: str, body: schemas.NewMessage, visibility: Visibility) -> Answer:
    number = TicketId(named(Kind.TICKET, word))
    said = reply(
        actor=call.actor,
        ticket_id=number,
        body=shapes.body(body.text, body.html),
        visibility=visibility,
        channel=Channel.API,
        status=body.status,
        now=call.now,
    )
    row = one_message(actor=call.actor, ticket_id=number, message_id=MessageId(said))
    return Answer(
        shapes.message(row, ticket_id=number), 201, {"Location": f"/api/v1/messages/{told(Kind.MESSAGE, said)}"}
    )
