from collections.abc import Mapping
from typing import Any

from tests.api.asking import Operation
from tests.web.world import World

from tridesk.api.ids import Kind, told


def ticket(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.TICKET, world.ticket)}


def fresh(world: World) -> Mapping[str, Any]:
    return {"subject": "The lift stands still", "text": "Between two floors."}


def words(world: World) -> Mapping[str, Any]:
    return {"text": "It is fixed."}


def urgent(world: World) -> Mapping[str, Any]:
    return {"urgency": "high", "tags": ["lift"]}


OPERATIONS = (
    Operation("list_tickets", "GET", "/tickets", outsider=200, read_only=200, sql=3),
    Operation(
        "list_tickets", "GET", "/tickets", query="?expand=requester,team&sort=priority&tag=x&limit=5", outsider=200,
        read_only=200,
    ),
    Operation(
        "list_tickets", "GET", "/tickets", query="?expand=fields,participants,requester,organisation", outsider=200,
        read_only=200, sql=7,
    ),
    # Who is helped does not know of the field.
    Operation("list_tickets", "GET", "/tickets", query="?field.serial=X", outsider=422, read_only=200, sql=3),
    Operation("list_tickets", "GET", "/tickets", query="?view=deleted", read_only=403),
    Operation("count_tickets", "GET", "/tickets/counts", outsider=200, read_only=200, sql=2),
    Operation("list_ticket_fields", "GET", "/tickets/fields", query="?type=incident", outsider=200, read_only=200,
              sql=2),
    Operation("get_ticket", "GET", "/tickets/{id}", ids=ticket, outsider=404, read_only=200, malformed=404, sql=3),
    Operation(
        "get_ticket", "GET", "/tickets/{id}", ids=ticket, query="?expand=fields,messages,assignee,participants",
        outsider=404, read_only=200, malformed=404,
    ),
    Operation("create_ticket", "POST", "/tickets", body=fresh, works=201, outsider=201),
    Operation(
        "change_ticket", "PATCH", "/tickets/{id}", ids=ticket, body=urgent, outsider=404, malformed=404
    ),
    Operation(
        "create_reply", "POST", "/tickets/{id}/replies", ids=ticket, body=words, works=201, outsider=404,
        malformed=404,
    ),
    Operation(
        "create_note", "POST", "/tickets/{id}/notes", ids=ticket, body=words, works=201, outsider=404, malformed=404
    ),
)  # fmt: skip
