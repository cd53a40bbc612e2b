"""Everything a ticket's page shows beside the conversation."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value

from tridesk.identity.types import Actor
from tridesk.infra.prepared import Kept, Place, Prepared
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets import policies
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.models import Link, Participant, ReadMark, TicketTag
from tridesk.tickets.queries.scope import scope_key, visible_to
from tridesk.tickets.types import ParticipantKind, TicketFacts


@dataclass(frozen=True, slots=True)
class PersonBrief:
    id: int
    name: str
    email: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class LinkBrief:
    """`outgoing`: this ticket <kind> the other; otherwise the other <kind> this one."""

    kind: str
    outgoing: bool
    id: int
    subject: str
    status: str


@dataclass(slots=True)
class TicketDetail:
    """A ticket's properties with the names of what it points to."""

    id: int
    subject: str
    type: str
    status: str
    priority: int
    impact: int
    urgency: int
    holder: str
    holder_since: datetime
    channel: str
    language: str
    created_at: datetime
    updated_at: datetime
    last_message_at: datetime
    solved_at: datetime | None
    closed_at: datetime | None
    version: int
    spam_at: datetime | None
    deleted_at: datetime | None
    merged_into: int | None
    team_id: int | None
    team: str | None
    assignee_id: int | None
    assignee: str | None
    requester_id: int
    requester: str
    requester_email: str
    requester_language: str
    requester_phone: str
    organisation_id: int | None
    organisation: str | None
    read_at: datetime | None
    facts: TicketFacts
    participants: list[PersonBrief] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    links: list[LinkBrief] = field(default_factory=list)

    @property
    def listed(self) -> bool:
        return self.facts.listed


_COLUMNS = (
    "id", "subject", "type", "status", "priority", "impact", "urgency", "holder", "holder_since", "channel",
    "language", "created_at", "updated_at", "last_message_at", "solved_at", "closed_at", "version", "spam_at",
    "deleted_at", "merged_into_id", "team_id", "team__name", "assignee_id", "assignee__name", "requester_id",
    "requester__name", "requester__email", "requester__language", "requester__phone", "organisation_id",
    "organisation__name",
)  # fmt: skip
_NAMES = tuple(each.name for each in fields(TicketDetail))[: len(_COLUMNS) + 1]  # the last is `read_at`
_TICKET = Place("ticket")
_kept: Kept[Prepared] = Kept()


def ticket_detail(*, actor: Actor, ticket_id: TicketId) -> TicketDetail:
    """The ticket in two statements; raises TicketNotFoundError for what the actor may not know of.

    Links and followers are told only to those who work on it, and only links to tickets they may see. `read_at`
    is when the actor last looked.
    """
    scope = scope_key(actor=actor)
    found = _kept.get(("detail", scope), lambda: _detail(actor)).rows(ticket=ticket_id)
    if not found:
        raise TicketNotFoundError(ticket=ticket_id)
    people, tags, links = _told(_kept.get(("around", scope), lambda: _around(actor)).rows(ticket=ticket_id))
    values: dict[str, Any] = dict(zip(_NAMES, found[0], strict=True))
    facts = _facts(values, people)
    inside = policies.may_see_notes(actor, facts)
    shown = [person for person in people if inside or person.kind == ParticipantKind.CC]
    return TicketDetail(**values, facts=facts, participants=shown, tags=tags, links=links if inside else [])


def _detail(actor: Actor) -> Prepared:
    marks = ReadMark.objects.filter(person=actor.person_id, ticket=OuterRef("pk")).values("at")
    return Prepared(visible_to(actor=actor).filter(pk=_TICKET).values_list(*_COLUMNS, Subquery(marks)))


def _around(actor: Actor) -> Prepared:
    """Participants, tags and links in one statement: the same five columns from each table."""
    people = _shaped(
        Participant.objects.filter(ticket=_TICKET), "p", "kind", "person_id", "person__name", "person__email"
    )
    parts = [_shaped(TicketTag.objects.filter(ticket=_TICKET), "t", None, None, "tag__name", None)]
    if actor.is_staff:
        # Asked of each link: "in all one may see" would make SQLite gather all tickets first.
        seen = visible_to(actor=actor)
        out = Link.objects.filter(Exists(seen.filter(pk=OuterRef("other"))), ticket=_TICKET)
        back = Link.objects.filter(Exists(seen.filter(pk=OuterRef("ticket"))), other=_TICKET)
        parts.append(_shaped(out, "o", "kind", "other_id", "other__subject", "other__status"))
        parts.append(_shaped(back, "b", "kind", "ticket_id", "ticket__subject", "ticket__status"))
    return Prepared(people.union(*parts, all=True))


def _told(found: list[tuple[Any, ...]]) -> tuple[list[PersonBrief], list[str], list[LinkBrief]]:
    rows = sorted(found, key=lambda row: (row[3].casefold(), row[2]))
    return (
        [PersonBrief(pk, name, email, kind) for what, kind, pk, name, email in rows if what == "p"],
        [name for what, _, _, name, _ in rows if what == "t"],
        [LinkBrief(kind, what == "o", pk, subject, state) for what, kind, pk, subject, state in rows if what in "ob"],
    )


def _shaped(
    rows: "QuerySet[Any]", what: str, kind: str | None, key: str | None, first: str, second: str | None
) -> "QuerySet[Any, tuple[str, str, int, str, str]]":
    nothing = Value("", output_field=CharField())
    return rows.order_by().values_list(
        Value(what, output_field=CharField()),
        kind or nothing,
        key or Value(0, output_field=IntegerField()),
        first,
        second or nothing,
    )


def _facts(values: dict[str, Any], people: list[PersonBrief]) -> TicketFacts:
    return TicketFacts.told_by(
        id=values["id"],
        status=values["status"],
        team=values["team_id"],
        assignee=values["assignee_id"],
        requester=values["requester_id"],
        participants=frozenset(PersonId(person.id) for person in people),
        gone=values["spam_at"] is not None or values["deleted_at"] is not None,
        merged=values["merged_into"] is not None,
    )
