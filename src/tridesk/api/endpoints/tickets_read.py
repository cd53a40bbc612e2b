"""How a list of tickets is narrowed, and what comes along when it is asked for."""

from collections.abc import Sequence
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from tridesk.api import shapes
from tridesk.api.call import Call
from tridesk.api.custom_fields import fields_asked, readable_specs
from tridesk.api.expansions import names_for
from tridesk.api.ids import Kind, given
from tridesk.api.schemas.base import Id
from tridesk.api.schemas.tickets import PriorityWord
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import OrganisationId, PersonId, TeamId, TicketId
from tridesk.tickets.queries import conversation, field_values_of
from tridesk.tickets.queries.lists import Filters
from tridesk.tickets.queries.records import TicketRecord
from tridesk.tickets.types import Holder, Status, TicketType

_MESSAGES = 40


class TicketFilters(Schema):
    """Several values of one filter mean any of them; several filters mean all of them."""

    model_config = ConfigDict(extra="ignore")

    q: Annotated[str, Field(max_length=200, description="A number, a mail address, or words of the subject.")] = ""
    status: list[Status] = []
    priority: list[PriorityWord] = []
    type: list[TicketType] = []
    holder: list[Holder] = []
    team: list[Id] = []
    assignee: list[Id] = []
    unassigned: bool = False
    requester: list[Id] = []
    organisation: list[Id] = []
    tag: list[str] = []


def filters_of(call: Call, asked: TicketFilters) -> Filters:
    """As the room takes them; raises InvalidError for an id that is none."""
    return Filters(
        text=asked.q,
        status=tuple(asked.status),
        priority=tuple(shapes.PRIORITY_OF[word.value] for word in asked.priority),
        type=tuple(asked.type),
        holder=tuple(asked.holder),
        team=tuple(TeamId(number) for number in _numbers(Kind.TEAM, asked.team, "team")),
        assignee=tuple(PersonId(number) for number in _numbers(Kind.PERSON, asked.assignee, "assignee")),
        unassigned=asked.unassigned,
        requester=tuple(PersonId(number) for number in _numbers(Kind.PERSON, asked.requester, "requester")),
        organisation=tuple(
            OrganisationId(number) for number in _numbers(Kind.ORGANISATION, asked.organisation, "organisation")
        ),
        tag=tuple(dict.fromkeys(tag.lower() for tag in asked.tag)),
        fields=fields_asked(call),
    )


def _numbers(kind: Kind, words: list[str], field: str) -> list[int]:
    return [number for word in words if (number := given(kind, word, field=field)) is not None]


def body_of(call: Call, record: TicketRecord, wanted: frozenset[str]) -> dict[str, Any]:
    """The ticket with what `expand` asked for."""
    (body,) = bodies_of(call, [record], wanted)
    if "messages" in wanted:
        said = conversation(actor=call.actor, ticket_id=TicketId(record.id), limit=_MESSAGES)
        body["messages"] = [shapes.message(row, ticket_id=record.id) for row in said.messages]
    return body


def bodies_of(call: Call, records: Sequence[TicketRecord], wanted: frozenset[str]) -> list[dict[str, Any]]:
    """Tickets with what `expand` asked for, but for their messages: a statement or two for each word, however many."""
    named = names_for(call.actor, records, wanted)
    bodies = [shapes.ticket(record, named=named) for record in records]
    if "fields" in wanted:
        specs = readable_specs(call)
        values = field_values_of(ticket_ids=[TicketId(record.id) for record in records], specs=specs)
        for body, record in zip(bodies, records, strict=True):
            body["fields"] = shapes.field_values(values[TicketId(record.id)])
    return bodies


def selected(body: dict[str, Any], fields: str) -> dict[str, Any]:
    """Only what `fields=a,b` names, and always the id; raises InvalidError for a name that is none."""
    names = [name.strip() for name in fields.split(",") if name.strip()]
    if not names:
        return body
    if unknown := set(names) - body.keys():
        raise InvalidError(field="fields", reason="unknown_value", value=min(unknown))
    return {name: body[name] for name in dict.fromkeys(["id", *names])}
