"""All that a ticket's page shows, gathered from its rooms in a fixed number of statements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tridesk.channels.queries import brought, deliveries
from tridesk.identity.queries import names, teams
from tridesk.identity.types import Actor
from tridesk.kernel.events import Event
from tridesk.kernel.ids import OrganisationId, PersonId, TicketId
from tridesk.orgs.queries import organisation_names, vendor_names
from tridesk.tickets.events import MessageAdded
from tridesk.tickets.queries import (
    Abilities,
    Conversation,
    TicketBrief,
    TicketDetail,
    abilities,
    conversation,
    field_specs,
    field_values,
    other_tickets,
    ticket_detail,
    timeline,
)
from tridesk.tickets.types import FieldSpec, Holder, ParticipantKind
from tridesk.web.addresses import url
from tridesk.web.clean import show_pictures
from tridesk.web.forms.tickets_fields import people_in as people_of_fields
from tridesk.web.talk import Item, mark_brought, mark_unread, woven
from tridesk.wording.change_words import Names
from tridesk.wording.timeline_words import Happening, happenings, organisations_in, people_in

MESSAGES = 40
ALL = 2000  # messages of one page where somebody wants to see every one


@dataclass(slots=True)
class TicketPage:
    """What the templates draw. `known` has the names of everything that ids stand for, `teams` those one can choose."""

    detail: TicketDetail
    may: Abilities
    specs: list[FieldSpec]
    values: dict[str, Any]
    known: Names
    teams: list[tuple[int, str]]
    items: list[Item] = field(default_factory=list)
    earlier: int = 0
    others: list[TicketBrief] = field(default_factory=list)
    happened: int = 0
    vendors: list[str] = field(default_factory=list)

    @property
    def first_message(self) -> int:
        return next((item.message.id for item in self.items if item.message), 0)


def ticket_page(*, actor: Actor, ticket_id: TicketId, now: datetime, whole: bool = False) -> TicketPage:
    """The page of those who work here, in thirteen statements or fewer; one more where earlier messages are left out.

    Raises TicketNotFoundError, and NotAllowedError for who sees it as its requester alone.
    """
    page = properties_of(actor=actor, ticket_id=ticket_id, named=False)
    detail, known = page.detail, page.known
    talk = conversation(actor=actor, ticket_id=ticket_id, facts=detail.facts, limit=ALL if whole else MESSAGES)
    lines = [(line.id, line.event) for line in timeline(actor=actor, ticket_id=ticket_id, facts=detail.facts)]
    page.known = _names(detail, page.specs, page.values, known.teams, events=[event for _, event in lines], talk=talk)
    show_pictures(talk.messages, attachment_address)
    _weave(page, talk, lines, now)
    page.others = other_tickets(actor=actor, requester=PersonId(detail.requester_id), besides=ticket_id)
    mark_unread(page.items, actor, detail.read_at)
    return page


def properties_of(*, actor: Actor, ticket_id: TicketId, named: bool = True) -> TicketPage:
    """The ticket with its properties only. Raises TicketNotFoundError."""
    detail = ticket_detail(actor=actor, ticket_id=ticket_id)
    vendors = _vendors(detail)
    specs = field_specs(language=actor.language, ticket_type=detail.type)
    values = dict(field_values(ticket_id=ticket_id, specs=specs)) if specs else {}
    found = teams(actor=actor, archived=True)
    known = Names(teams={team.id: team.name for team in found})
    if named:
        known = _names(detail, specs, values, known.teams)
    choices = [(int(team.id), team.name) for team in found if team.is_active or team.id == detail.team_id]
    may = abilities(actor=actor, facts=detail.facts)
    return TicketPage(detail, may, specs, values, known, choices, vendors=vendors)


def _vendors(detail: TicketDetail) -> list[str]:
    """Who has the ball, by name, where a vendor has it: those whose people are in copy."""
    people = [PersonId(person.id) for person in detail.participants if person.kind == ParticipantKind.CC.value]
    return vendor_names(person_ids=people) if detail.holder == Holder.VENDOR.value and people else []


def attachment_address(attachment: int, name: str) -> str:
    """Where a file of a message lies for those who signed in."""
    return url("attachment", attachment_id=attachment, name=name)


def _weave(page: TicketPage, talk: Conversation, lines: Sequence[tuple[int, Event]], now: datetime) -> None:
    spoken = {event.message: number for number, event in lines if isinstance(event, MessageAdded)}
    told = [(number, event) for number, event in lines if not isinstance(event, MessageAdded)]
    mails = deliveries(message_ids=[message.id for message in talk.messages if message.visibility == "public"])
    page.items = woven(talk.messages, happenings(told, page.known), spoken, mails, now=now, whole=not talk.earlier)
    mark_brought(page.items, brought(message_ids=[message.id for message in talk.messages]))
    page.earlier, page.happened = talk.earlier, len(lines)


def _names(
    detail: TicketDetail,
    specs: Sequence[FieldSpec],
    values: dict[str, Any],
    teams: Mapping[int, str],
    *,
    events: Sequence[Event] = (),
    talk: Conversation | None = None,
) -> Names:
    """Names of people and organisations that the ticket does not bring itself are fetched."""
    people = dict(_people_here(detail, talk))
    kinds = {spec.key: spec.kind for spec in specs}
    wanted = {PersonId(person) for person in people_in(events, kinds) - people.keys()}
    wanted |= {person for person in people_of_fields(specs, values) if person not in people}
    if wanted:
        people.update(names(person_ids=wanted).items())
    organisations = {detail.organisation_id: detail.organisation or ""} if detail.organisation_id else {}
    others = organisations_in(events) - organisations.keys()
    if others:
        organisations.update(organisation_names(organisation_ids=[OrganisationId(each) for each in others]).items())
    return Names(people, teams, organisations, {spec.key: spec.name for spec in specs}, kinds)


def _people_here(detail: TicketDetail, talk: Conversation | None) -> Iterator[tuple[int, str]]:
    yield detail.requester_id, detail.requester
    if detail.assignee_id:
        yield detail.assignee_id, detail.assignee or ""
    yield from ((person.id, person.name) for person in detail.participants)
    for message in talk.messages if talk else ():
        if message.author_id:
            yield message.author_id, message.author


def told(*, actor: Actor, ticket_id: TicketId) -> tuple[TicketPage, list[Happening]]:
    """The ticket and its whole timeline in sentences, oldest first. Raises TicketNotFoundError."""
    page = properties_of(actor=actor, ticket_id=ticket_id, named=False)
    lines = [(line.id, line.event) for line in timeline(actor=actor, ticket_id=ticket_id, facts=page.detail.facts)]
    events = [event for _, event in lines]
    page.known = _names(page.detail, page.specs, page.values, page.known.teams, events=events)
    page.happened = len(lines)
    return page, happenings(lines, page.known)
