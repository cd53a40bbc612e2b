"""What happened to a ticket, told as on its page."""

from collections.abc import Sequence
from typing import Any

from tridesk.api.call import Call
from tridesk.api.endpoints.messages import Order
from tridesk.api.endpoints.tickets_relations import routes
from tridesk.api.examples import TICKET
from tridesk.api.ids import Kind, cursor_in, named
from tridesk.api.pages import Limit, page_answer
from tridesk.api.routes import Answer
from tridesk.api.schemas.conversation import Timeline
from tridesk.identity.queries import names, team_names
from tridesk.identity.types import Scope
from tridesk.infra.outbox.log import Line
from tridesk.kernel.ids import OrganisationId, PersonId, TicketId
from tridesk.orgs.queries import organisation_names
from tridesk.tickets.queries import field_specs
from tridesk.tickets.queries.timeline import timeline_page
from tridesk.webhooks.queries.hearing import heard
from tridesk.wording.change_words import Names
from tridesk.wording.timeline_words import happenings, organisations_in, people_in

__all__ = ["routes"]

_HAPPENED = {
    "type": "ticket.changed",
    "version": 1,
    "id": "ev_3q2h7m5k4x6c7v5b4n6a2s7d3f",
    "at": "2026-03-10T09:30:00Z",
    "data": {"ticket": TICKET["id"], "number": 4711, "changes": {"status": {"before": "new", "after": "open"}}},
    "sentences": ["Bruno Rossi changed the status from “New” to “Open”"],
}


@routes.read(
    "/tickets/{id}/timeline",
    scope=Scope.TICKETS_READ,
    gives=Timeline,
    example={"items": [_HAPPENED], "next": None, "previous": None},
)
def list_timeline(call: Call, id: str, order: Order = Order.OLDEST, cursor: str = "", limit: Limit = 50) -> Answer:
    """Who did what to a ticket

    As events have it, and in sentences in your language. For those who work on it.
    """
    page = timeline_page(
        actor=call.actor,
        ticket_id=TicketId(named(Kind.TICKET, id)),
        newest_first=order is Order.NEWEST,
        cursor=cursor_in(cursor),
        limit=limit,
    )
    return page_answer(call, _told(call, page.rows), newer=page.newer, older=page.older)


def _told(call: Call, lines: Sequence[Line]) -> list[dict[str, Any]]:
    payloads = {each.id: each.payload for each in heard(actor=call.actor, lines=lines)}
    shown = [(line.id, line.event) for line in lines if line.id in payloads]
    sentences: dict[int, list[str]] = {line: [] for line, _event in shown}
    for happening in happenings(shown, _names(call, lines)):
        sentences[happening.event].append(happening.text)
    return [{**payloads[line], "sentences": sentences[line]} for line, _event in shown]


def _names(call: Call, lines: Sequence[Line]) -> Names:
    """What the numbers in these events are called: four statements at most."""
    events, specs = [line.event for line in lines], field_specs(language=call.actor.language)
    kinds = {spec.key: spec.kind for spec in specs}
    people = names(person_ids=[PersonId(each) for each in people_in(events, kinds)])
    organisations = organisation_names(organisation_ids=[OrganisationId(each) for each in organisations_in(events)])
    return Names(
        {int(number): name for number, name in people.items()},
        {int(number): name for number, name in team_names(archived=True).items()},
        {int(number): name for number, name in organisations.items()},
        {spec.key: spec.name for spec in specs},
        kinds,
    )
