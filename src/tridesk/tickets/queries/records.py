"""Tickets as programs read them: their own columns and the numbers of what they point to, nothing joined."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tridesk.identity.types import Actor
from tridesk.infra.prepared import Kept, Place, Places, Prepared
from tridesk.kernel.ids import TicketId
from tridesk.kernel.paging import Page
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.models import Participant, Ticket, TicketTag
from tridesk.tickets.queries.lists import Filters, View, in_view, narrowed
from tridesk.tickets.queries.order import Sort, cursor_of, from_cursor
from tridesk.tickets.queries.scope import scope_key, visible_to
from tridesk.tickets.types import ParticipantKind


@dataclass(slots=True)
class TicketRecord:
    """A ticket's columns. `followers` are told only to those who work here."""

    id: int
    subject: str
    snippet: str
    type: str
    status: str
    priority: int
    impact: int
    urgency: int
    holder: str
    holder_since: datetime
    channel: str
    language: str
    team_id: int | None
    assignee_id: int | None
    requester_id: int
    organisation_id: int | None
    created_at: datetime
    updated_at: datetime
    last_message_at: datetime
    first_response_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    spam_at: datetime | None
    deleted_at: datetime | None
    merged_into_id: int | None
    version: int
    tags: list[str] = field(default_factory=list)
    cc: list[int] = field(default_factory=list)
    followers: list[int] = field(default_factory=list)


_COLUMNS = tuple(each.name for each in fields(TicketRecord))[:-3]
_NO_FILTERS = Filters()
_kept: Kept[Prepared] = Kept()


def ticket_record(*, actor: Actor, ticket_id: TicketId) -> TicketRecord:
    """One, in three statements; raises TicketNotFoundError for what the actor may not know of."""
    found = _kept.get(("one", scope_key(actor=actor)), lambda: _one(actor)).rows(ticket=ticket_id)
    if not found:
        raise TicketNotFoundError(ticket=ticket_id)
    record = TicketRecord(*found[0])
    _complete([record], actor)
    return record


def hold_ticket(*, actor: Actor, ticket_id: TicketId) -> TicketRecord:
    """The same, its row locked until the transaction ends: what is compared now is what is changed then."""
    list(Ticket.objects.select_for_update(of=("self",)).filter(pk=ticket_id).values_list("pk"))
    return ticket_record(actor=actor, ticket_id=ticket_id)


def ticket_records(
    *,
    actor: Actor,
    view: View = View.ALL,
    filters: Filters | None = None,
    sort: Sort = Sort.UPDATED,
    cursor: str = "",
    limit: int = 50,
) -> Page[TicketRecord]:
    """A page of what the actor may see, in three statements. Raises InvalidError for a cursor of another sort."""
    backwards, found = _found(actor, view, filters or _NO_FILTERS, sort, cursor, limit)
    page = [TicketRecord(*row) for row in found[:limit]]
    more = len(found) > limit
    if backwards:
        page.reverse()
    _complete(page, actor)
    newer = cursor_of(row=page[0], sort=sort, backwards=True) if page and (more if backwards else cursor) else None
    older = cursor_of(row=page[-1], sort=sort, backwards=False) if page and (more or backwards) else None
    return Page(page, newer, older)


def _one(actor: Actor) -> Prepared:
    return Prepared(visible_to(actor=actor).filter(pk=Place("ticket")).values_list(*_COLUMNS))


def _found(
    actor: Actor, view: View, filters: Filters, sort: Sort, cursor: str, limit: int
) -> tuple[bool, list[tuple[Any, ...]]]:
    if cursor or filters != _NO_FILTERS:
        rows = narrowed(rows=in_view(actor=actor, view=view), filters=filters)
        backwards, rows = from_cursor(rows=rows, sort=sort, cursor=cursor)
        return backwards, list(rows.values_list(*_COLUMNS)[: limit + 1])

    def made() -> Prepared:
        rows = from_cursor(rows=in_view(actor=actor, view=view), sort=sort, cursor="")[1]
        return Prepared(rows.values_list(*_COLUMNS)[: limit + 1])

    return False, _kept.get((scope_key(actor=actor), view, sort, limit), made).rows()


def _complete(page: Collection[TicketRecord], actor: Actor) -> None:
    """Tags and people of a whole page: two statements."""
    if not page:
        return
    by_id = {record.id: record for record in page}
    for ticket, name in _kept.get("tags", _tags).rows(tickets=by_id):
        by_id[ticket].tags.append(name)
    people: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for ticket, kind, person in _kept.get("people", _people).rows(tickets=by_id):
        people[ticket].append((kind, person))
    for number, found in people.items():
        by_id[number].cc = [person for kind, person in found if kind == ParticipantKind.CC]
        if actor.is_staff:
            by_id[number].followers = [person for kind, person in found if kind == ParticipantKind.FOLLOWER]


def _tags() -> Prepared:
    rows: QuerySet[Any] = TicketTag.objects.filter(ticket__in=Places("tickets"))
    return Prepared(rows.order_by("tag__name").values_list("ticket", "tag__name"))


def _people() -> Prepared:
    rows: QuerySet[Any] = Participant.objects.filter(ticket__in=Places("tickets"))
    return Prepared(rows.order_by("id").values_list("ticket", "kind", "person"))
