"""Tickets: lists, one, opening, changing, saying something."""

from typing import Any

from ninja import Query

from tridesk.api import shapes
from tridesk.api.call import Call
from tridesk.api.custom_fields import readable_specs
from tridesk.api.endpoints.tickets_bulk import routes
from tridesk.api.endpoints.tickets_read import TicketFilters, bodies_of, body_of, filters_of, selected
from tridesk.api.endpoints.tickets_written import changes_of, open_by
from tridesk.api.examples import NEW_TICKET, TICKET
from tridesk.api.expansions import OF_TICKETS, asked
from tridesk.api.ids import Kind, cursor_in, named, told
from tridesk.api.pages import Limit, page_answer
from tridesk.api.routes import Answer
from tridesk.api.schemas import tickets as schemas
from tridesk.api.schemas.conversation import AskedFields, ViewCounts
from tridesk.identity.types import Scope
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions import remove
from tridesk.tickets.actions.change import change
from tridesk.tickets.queries import may_see_view, view_counts
from tridesk.tickets.queries.counts import CAP
from tridesk.tickets.queries.lists import View
from tridesk.tickets.queries.order import Sort
from tridesk.tickets.queries.records import hold_ticket, ticket_record, ticket_records
from tridesk.tickets.types import TicketType

__all__ = ["routes"]

_FIELD = {
    "key": "floor",
    "name": "Floor",
    "kind": "choice",
    "options": ["Ground floor", "Second floor"],
    "types": ["incident"],
    "required": False,
    "for_requester": True,
}


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

    A page of them, narrowed by filters that all must fit; `field.KEY=value` asks for a custom field's value. Follow
    `next` as long as there is one: page 1,000 costs what page 1 does.
    """
    wanted = asked(expand, OF_TICKETS - {"messages"})
    if not may_see_view(actor=call.actor, view=view):
        raise NotAllowedError(right=view.value)
    found = filters_of(call, filters)
    page = ticket_records(actor=call.actor, view=view, filters=found, sort=sort, cursor=cursor_in(cursor), limit=limit)
    rows = bodies_of(call, page.rows, wanted)
    return page_answer(
        call, [selected(row, fields) for row in rows], newer=page.newer, older=page.older, partial=bool(fields)
    )


@routes.read(
    "/tickets/counts",
    scope=Scope.TICKETS_READ,
    gives=ViewCounts,
    example={"items": [{"view": "mine", "count": 12, "more": False}, {"view": "open", "count": 500, "more": True}]},
)
def count_tickets(call: Call) -> Any:
    """How many tickets each view holds

    Counted up to 500: what they cost never grows with the desk.
    """
    views = [view for view in View if may_see_view(actor=call.actor, view=view)]
    counts = view_counts(actor=call.actor, views=views)
    return {"items": [{"view": view, "count": counts[view], "more": counts[view] >= CAP} for view in views]}


@routes.read(
    "/tickets/fields",
    scope=Scope.TICKETS_READ,
    gives=AskedFields,
    example={"items": [_FIELD]},
)
def list_ticket_fields(call: Call, type: TicketType | None = None) -> Any:
    """The custom fields that tickets have

    Those in use, in their order and named in your language; with a `type`, those that its tickets have. Who is helped
    hears of the ones that are asked of them.
    """
    specs = readable_specs(call, ticket_type=type.value if type else None)
    return {"items": [shapes.asked_field(spec) for spec in specs]}


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
    Files are uploaded before and named in `uploads`.
    """
    number = open_by(call, body)
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

    Only what is named is changed. With `If-Match`, only if nobody changed the ticket since it was read. Who asked for
    it closes it with the status `solved`, and opens it again with `open`.
    """
    number = TicketId(named(Kind.TICKET, id))
    held = hold_ticket(actor=call.actor, ticket_id=number)
    call.require_match(lambda: shapes.ticket(held))
    change(actor=call.actor, ticket_id=number, changes=changes_of(call, body), now=call.now)
    return shapes.ticket(ticket_record(actor=call.actor, ticket_id=number))


@routes.write("DELETE", "/tickets/{id}", scope=Scope.TICKETS_WRITE, gives=None, status=204)
def delete_ticket(call: Call, id: str) -> None:
    """Delete a ticket

    It is gone for everybody outside at once and can be restored until its days of grace are over.
    """
    number = TicketId(named(Kind.TICKET, id))
    held = hold_ticket(actor=call.actor, ticket_id=number)
    call.require_match(lambda: shapes.ticket(held))
    remove.delete(actor=call.actor, ticket_id=number, now=call.now)
