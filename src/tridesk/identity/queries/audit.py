"""The audit trail: who did what to which setting, person and right, when and from where."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from tridesk.identity import policies
from tridesk.identity.models import Person
from tridesk.identity.types import Actor, Permission
from tridesk.infra import keyset
from tridesk.infra.models import EventRecord
from tridesk.kernel.ids import EventId, PersonId
from tridesk.kernel.paging import Page


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line. `by` is None for the desk itself; `data` holds the event's own fields."""

    id: EventId
    at: datetime
    name: str
    stream: str
    by: PersonId | None
    by_name: str
    ip: str
    data: dict[str, Any]


def audit(
    *,
    actor: Actor,
    cursor: str | None = None,
    stream: str = "",
    by: PersonId | None = None,
    name: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
) -> Page[AuditRow]:
    """The newest lines first; of one thing, by one person, of one kind of event, from `since` on and before `until`.

    Two statements.
    """
    policies.require(actor, Permission.AUDIT_SEE)
    rows = EventRecord.objects.filter(audit=True)
    if stream:
        rows = rows.filter(stream=stream)
    if by is not None:
        rows = rows.filter(by=by)
    if name:
        rows = rows.filter(name=name)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    columns = rows.values_list("id", "at", "name", "stream", "by", "ip", "data")
    found = keyset.page(columns, key=("id",), make=_row, cursor=cursor, limit=limit, descending=True)
    return _with_names(found)


def _row(row: tuple[Any, ...]) -> AuditRow:
    pk, at, name, stream, by, ip, data = row
    return AuditRow(EventId(pk), at, name, stream, PersonId(by) if by else None, "", ip, msgspec.json.decode(data))


def _with_names(page: Page[AuditRow]) -> Page[AuditRow]:
    known = dict(Person.objects.filter(pk__in={row.by for row in page.rows if row.by}).values_list("pk", "name"))
    named = [replace(row, by_name=known.get(row.by, "")) if row.by else row for row in page.rows]
    return Page(named, page.newer, page.older)
