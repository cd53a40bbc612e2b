"""Many tickets at once: each on its own, one answer for all."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from tridesk.api import shapes
from tridesk.api.call import Call, encode, tag_of, tags_in
from tridesk.api.endpoints.tickets_written import changes_of, open_by
from tridesk.api.errors import ChangedSinceError
from tridesk.api.examples import NEW_TICKET, TICKET
from tridesk.api.ids import Kind, named
from tridesk.api.problems import details_of
from tridesk.api.routes import Routes
from tridesk.api.schemas.bulk import BulkChange, BulkChanges, BulkCreate, Results
from tridesk.api.schemas.tickets import NewTicketIn
from tridesk.identity.types import Scope
from tridesk.infra.public_ids import number_of
from tridesk.kernel.errors import DomainError
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.queries.records import hold_ticket, ticket_record

routes = Routes("tickets", "What people need help with: one, many, and what becomes of them.")
_RESULT = {"status": 200, "id": TICKET["id"], "ticket": TICKET, "problem": None}
_EXAMPLE = {"items": [_RESULT], "failed": 0}


@routes.write(
    "POST",
    "/tickets/bulk",
    scope=Scope.TICKETS_WRITE,
    gives=Results,
    takes={"items": [{"id": TICKET["id"], "changes": {"status": "solved"}}]},
    example=_EXAMPLE,
)
def change_tickets(call: Call, body: BulkChanges) -> Any:
    """Change many tickets

    At most 200. One that is refused holds up no other; the answer says of each what became of it, in their order.
    """
    # By their numbers, whatever the order they came in: two calls about the same tickets wait for each other instead
    # of locking up.
    order = sorted(range(len(body.items)), key=lambda at: number_of(Kind.TICKET, body.items[at].id) or 0)
    results: dict[int, dict[str, Any]] = {}
    for at in order:
        item = body.items[at]
        results[at] = _result(200, item.id, lambda item=item: _change(call, item))  # type: ignore[misc]
    return _results([results[at] for at in range(len(body.items))])


@routes.write(
    "POST",
    "/tickets/bulk-create",
    scope=Scope.TICKETS_WRITE,
    gives=Results,
    takes={"items": [NEW_TICKET]},
    example={"items": [{**_RESULT, "status": 201}], "failed": 0},
)
def create_tickets(call: Call, body: BulkCreate) -> Any:
    """Open many tickets

    At most 200. One that is refused holds up no other; the answer says of each what became of it, in their order.
    """
    return _results([_result(201, None, lambda item=item: _create(call, item)) for item in body.items])  # type: ignore[misc]


def _change(call: Call, item: BulkChange) -> dict[str, Any]:
    number = TicketId(named(Kind.TICKET, item.id))
    held = hold_ticket(actor=call.actor, ticket_id=number)
    wanted = item.if_match or ""
    if wanted and wanted.strip() != "*" and tag_of(encode(shapes.ticket(held))) not in tags_in(wanted):
        raise ChangedSinceError
    change(actor=call.actor, ticket_id=number, changes=changes_of(call, item.changes), now=call.now)
    return shapes.ticket(ticket_record(actor=call.actor, ticket_id=number))


def _create(call: Call, item: NewTicketIn) -> dict[str, Any]:
    return shapes.ticket(ticket_record(actor=call.actor, ticket_id=open_by(call, item)))


def _result(status: int, word: str | None, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What became of one; a refusal takes back what it had written, and nothing else."""
    try:
        with transaction.atomic():
            ticket = act()
    except DomainError as error:
        problem = details_of(error)
        return {"status": problem["status"], "id": word, "ticket": None, "problem": problem}
    return {"status": status, "id": ticket["id"], "ticket": ticket, "problem": None}


def _results(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "failed": sum(item["problem"] is not None for item in items)}
