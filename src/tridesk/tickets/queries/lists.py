"""The list: one statement for the rows, one for their tags, the same cost at any depth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from tridesk.identity.types import Actor, Permission
from tridesk.infra.prepared import Kept, Places, Prepared
from tridesk.kernel.ids import OrganisationId, PersonId, TeamId
from tridesk.kernel.paging import Page
from tridesk.tickets.models import FieldValue, Participant, ReadMark, Ticket, TicketTag
from tridesk.tickets.queries.order import Sort, cursor_of, from_cursor
from tridesk.tickets.queries.scope import scope_key, visible_to
from tridesk.tickets.rules import storable
from tridesk.tickets.types import FieldKind, FieldSpec, Holder, ParticipantKind, Phase, Priority, Status, TicketType


class View(StrEnum):
    """The views everybody has."""

    MINE = "mine"
    TEAM = "team"  # of my teams, nobody has it yet
    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"
    ALL = "all"
    FOLLOWING = "following"
    SPAM = "spam"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list; empty means everything. `text` is a number, a mail address or part of the subject."""

    text: str = ""
    status: tuple[Status, ...] = ()
    priority: tuple[Priority, ...] = ()
    type: tuple[TicketType, ...] = ()
    holder: tuple[Holder, ...] = ()
    team: tuple[TeamId, ...] = ()
    assignee: tuple[PersonId, ...] = ()
    unassigned: bool = False
    requester: tuple[PersonId, ...] = ()
    organisation: tuple[OrganisationId, ...] = ()
    tag: tuple[str, ...] = ()
    fields: tuple[tuple[FieldSpec, Any], ...] = ()


@dataclass(slots=True)
class TicketRow:
    """One row of a list. `tags` is filled by a second statement for the whole page."""

    id: int
    subject: str
    snippet: str
    status: str
    priority: int
    holder: str
    updated_at: datetime
    last_message_at: datetime
    requester_id: int
    requester: str
    assignee_id: int | None
    assignee: str | None
    read_at: datetime | None
    tags: list[str] = field(default_factory=list)

    @property
    def unread(self) -> bool:
        return self.read_at is None or self.read_at < self.last_message_at


_COLUMNS = (
    "id", "subject", "snippet", "status", "priority", "holder", "updated_at", "last_message_at", "requester_id",
    "requester__name", "assignee_id", "assignee__name",
)  # fmt: skip
_NO_FILTERS = Filters()
_kept: Kept[Prepared] = Kept()


def ticket_list(
    *,
    actor: Actor,
    view: View = View.ALL,
    filters: Filters | None = None,
    sort: Sort = Sort.UPDATED,
    cursor: str = "",
    limit: int = 50,
) -> Page[TicketRow]:
    """A page of tickets the actor may see. Raises InvalidError for a cursor of another sort."""
    backwards, found = _found(actor, view, filters or Filters(), sort, cursor, limit)
    page = [TicketRow(*row) for row in found[:limit]]
    more = len(found) > limit
    if backwards:
        page.reverse()
    _add_tags(page)
    newer = cursor_of(row=page[0], sort=sort, backwards=True) if page and (more if backwards else cursor) else None
    older = cursor_of(row=page[-1], sort=sort, backwards=False) if page and (more or backwards) else None
    return Page(page, newer, older)


def _found(
    actor: Actor, view: View, filters: Filters, sort: Sort, cursor: str, limit: int
) -> tuple[bool, list[tuple[Any, ...]]]:
    """One row more than the page has, and whether they run backwards. First pages without filters come prepared."""
    if cursor or filters != _NO_FILTERS:
        backwards, rows = from_cursor(
            rows=narrowed(rows=in_view(actor=actor, view=view), filters=filters), sort=sort, cursor=cursor
        )
        return backwards, list(_read(rows, actor)[: limit + 1])

    def made() -> Prepared:
        return Prepared(
            _read(from_cursor(rows=in_view(actor=actor, view=view), sort=sort, cursor="")[1], actor)[: limit + 1]
        )

    return False, _kept.get((scope_key(actor=actor), view, sort, limit), made).rows()


def _read(rows: "QuerySet[Ticket]", actor: Actor) -> "QuerySet[Ticket, tuple[Any, ...]]":
    marks = ReadMark.objects.filter(person=actor.person_id, ticket=OuterRef("pk")).values("at")
    return rows.values_list(*_COLUMNS, Subquery(marks))


def in_view(*, actor: Actor, view: View) -> "QuerySet[Ticket]":
    """The tickets of a view that the actor may see, in no order."""
    rows = visible_to(actor=actor)
    if view is View.SPAM:
        return rows.filter(spam_at__isnull=False, deleted_at=None)
    if view is View.DELETED:
        return rows.filter(deleted_at__isnull=False)
    if view is View.MINE:
        return rows.filter(active=True, assignee=actor.person_id)
    if view is View.TEAM:
        return rows.filter(Q(team__in=list(actor.teams)) | Q(team=None), active=True, assignee=None)
    if view is View.OPEN:
        return rows.filter(active=True)
    if view in (View.WAITING, View.SOLVED):
        return rows.filter(listed=True, phase=Phase.WAITING if view is View.WAITING else Phase.DONE)
    rows = rows.filter(listed=True)
    if view is View.FOLLOWING:
        mine = Participant.objects.filter(person=actor.person_id, kind=ParticipantKind.FOLLOWER.value)
        rows = rows.filter(pk__in=mine.values("ticket"))
    return rows


def may_see_view(*, actor: Actor, view: View) -> bool:
    """What was put away is for those who may bring it back."""
    needed = {View.DELETED: Permission.TICKETS_DELETE, View.SPAM: Permission.TICKETS_CHANGE}.get(view)
    return needed is None or actor.may(needed)


def narrowed(*, rows: "QuerySet[Ticket]", filters: Filters) -> "QuerySet[Ticket]":
    """Those that fit all the filters."""
    wanted: dict[str, Sequence[Any]] = {
        "status__in": filters.status,
        "priority__in": filters.priority,
        "type__in": filters.type,
        "holder__in": filters.holder,
        "team__in": filters.team,
        "requester__in": filters.requester,
        "organisation__in": filters.organisation,
    }
    rows = rows.filter(**{key: list(values) for key, values in wanted.items() if values})
    if filters.assignee or filters.unassigned:
        nobody = Q(assignee=None) if filters.unassigned else Q()
        rows = rows.filter(nobody | Q(assignee__in=filters.assignee) if filters.assignee else nobody)
    for tag in filters.tag:
        rows = rows.filter(Exists(TicketTag.objects.filter(ticket=OuterRef("pk"), tag__name=tag)))
    for spec, value in filters.fields:
        rows = rows.filter(Exists(_having(spec, value)))
    return narrowed_by_text(rows=rows, text=filters.text.strip()) if filters.text.strip() else rows


def _having(spec: FieldSpec, value: Any) -> "QuerySet[FieldValue]":
    rows = FieldValue.objects.filter(ticket=OuterRef("pk"), field=spec.id)
    if spec.kind is FieldKind.TEXT:
        return rows.filter(text__icontains=value)
    column = {
        FieldKind.NUMBER: "number", FieldKind.DATE: "date", FieldKind.PERSON: "person", FieldKind.YES_NO: "flag",
    }.get(spec.kind, "choice")  # fmt: skip
    return rows.filter(**{column: value})


def narrowed_by_text(*, rows: "QuerySet[Ticket]", text: str) -> "QuerySet[Ticket]":
    """Those with this number ("TD-12", "#12", "12"), requester's address, or words in the subject."""
    text = storable(text)
    number = text.rpartition("-")[2].lstrip("#")
    by_number = Q(pk=int(number)) if number.isdecimal() and len(number) < 18 else Q()
    if "@" in text:
        return rows.filter(requester__addresses__address=text.lower())
    return rows.filter(by_number | Q(subject__icontains=text)) if by_number else rows.filter(subject__icontains=text)


def _add_tags(page: Iterable[TicketRow]) -> None:
    by_id = {row.id: row for row in page}
    for ticket, name in _kept.get("tags", _tags).rows(tickets=by_id) if by_id else ():
        by_id[ticket].tags.append(name)


def _tags() -> Prepared:
    rows = TicketTag.objects.filter(ticket__in=Places("tickets"))
    return Prepared(rows.order_by("tag__name").values_list("ticket", "tag__name"))
