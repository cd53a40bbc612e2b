"""Tickets as programs read them: their own columns and the numbers of what they point to, nothing joined."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import itemgetter
from typing import Any

from tridesk.identity.types import Actor
from tridesk.infra.asking import ask, marks
from tridesk.infra.prepared import Kept, Place, Prepared
from tridesk.kernel.ids import TicketId
from tridesk.kernel.paging import Page
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.models import Ticket
from tridesk.tickets.queries.lists import Filters, View, in_view, narrowed
from tridesk.tickets.queries.order import Sort, cursor_of, from_any, from_cursor, key_of
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
    """One, in two statements; raises TicketNotFoundError for what the actor may not know of."""
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
    """A page of what the actor may see, in two statements. Raises InvalidError for a cursor of another sort."""
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
    if filters != _NO_FILTERS:
        rows = narrowed(rows=in_view(actor=actor, view=view), filters=filters)
        backwards, rows = from_cursor(rows=rows, sort=sort, cursor=cursor)
        return backwards, list(rows.values_list(*_COLUMNS)[: limit + 1])

    backwards, key = key_of(sort=sort, cursor=cursor) if cursor else (False, {})

    def made() -> Prepared:
        rows = in_view(actor=actor, view=view)
        rows = (
            from_any(rows=rows, sort=sort, backwards=backwards)
            if cursor
            else from_cursor(rows=rows, sort=sort, cursor="")[1]
        )
        return Prepared(rows.values_list(*_COLUMNS)[: limit + 1])

    kind = (scope_key(actor=actor), view, sort, limit, bool(cursor), backwards)
    return backwards, _kept.get(kind, made).rows(**key)


def _complete(page: Collection[TicketRecord], actor: Actor) -> None:
    """Tags and people of a whole page, in one statement."""
    if not page:
        return
    by_id = {record.id: record for record in page}
    numbers = list(by_id)
    text = _BESIDE.replace("?", marks(numbers))
    for ticket, kind, tag, person, _order in sorted(ask(text, *numbers, *numbers), key=_AS_SAID):
        if kind == _TAG:
            by_id[ticket].tags.append(tag)
        elif kind == ParticipantKind.CC:
            by_id[ticket].cc.append(person)
        elif kind == ParticipantKind.FOLLOWER and actor.is_staff:
            by_id[ticket].followers.append(person)


_TAG = "#"
_BESIDE = f"""
SELECT b.ticket_id, '{_TAG}', g.name, 0, 0 FROM tickets_tickettag b JOIN tickets_tag g ON g.id = b.tag_id
WHERE b.ticket_id IN (?)
UNION ALL
SELECT ticket_id, kind, '', person_id, id FROM tickets_participant WHERE ticket_id IN (?)
"""  # noqa: S608 - constant text
_AS_SAID = itemgetter(2, 4)  # tags by name, people as they came
