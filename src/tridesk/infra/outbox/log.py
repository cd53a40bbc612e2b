"""Reading the log: the lines of one stream, one line, and lines past a point."""

from collections.abc import Iterator
from dataclasses import dataclass

from tridesk.infra import keyset
from tridesk.infra.models import EventRecord
from tridesk.infra.outbox.work import decode
from tridesk.infra.prepared import Kept, Place, Prepared
from tridesk.kernel.events import Event, event_type
from tridesk.kernel.ids import EventId
from tridesk.kernel.paging import Page


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log with its number."""

    id: EventId
    event: Event


def stream(*, name: str, limit: int = 1000) -> Iterator[Line]:
    """The last lines of a stream, oldest of them first; those a newer version wrote are passed over."""
    for row in reversed(_kept.get(limit, lambda: _stream(limit)).rows(stream=name)):
        record = EventRecord(*row)
        if event_type(record.name) is not None:
            yield Line(EventId(record.pk), decode(record))


_kept: Kept[Prepared] = Kept()


def _stream(limit: int) -> Prepared:
    rows = EventRecord.objects.filter(stream=Place("stream")).order_by("-id")
    return Prepared(rows.values_list(*(field.attname for field in EventRecord._meta.concrete_fields))[:limit])


def page(*, name: str, newest_first: bool, cursor: str | None, limit: int) -> Page[Line]:
    """A page of a stream's lines; those a newer version wrote are passed over. Raises InvalidError for a cursor."""
    columns = ("id", *(field.attname for field in EventRecord._meta.concrete_fields if not field.primary_key))
    found: Page[EventRecord] = keyset.page(
        EventRecord.objects.filter(stream=name).values_list(*columns),
        key=("id",),
        make=lambda row: EventRecord(**dict(zip(columns, row, strict=True))),
        cursor=cursor,
        limit=limit,
        descending=newest_first,
    )
    known = [row for row in found.rows if event_type(row.name) is not None]
    return Page([Line(EventId(row.pk), decode(row)) for row in known], found.newer, found.older)


def latest(*, stream: str, name: str, by: int | None, limit: int) -> Iterator[Line]:
    """The last events of this name in a stream that this person caused, the newest first."""
    rows = EventRecord.objects.filter(stream=stream, name=name, by=by).order_by("-id")[:limit]
    return (Line(EventId(row.pk), decode(row)) for row in rows)


def event_of(*, event_id: EventId) -> Event | None:
    """One event, or None when there is no such line."""
    row = EventRecord.objects.filter(pk=event_id).first()
    return decode(row) if row is not None and event_type(row.name) is not None else None
