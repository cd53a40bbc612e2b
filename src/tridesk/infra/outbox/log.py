"""Reading the log: the lines of one stream, one line, and lines past a point."""

from collections.abc import Iterator
from dataclasses import dataclass

from tridesk.infra.models import EventRecord
from tridesk.infra.outbox.work import decode
from tridesk.infra.prepared import Kept, Place, Prepared
from tridesk.kernel.events import Event, event_type
from tridesk.kernel.ids import EventId


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


def event_of(*, event_id: EventId) -> Event | None:
    """One event, or None when there is no such line."""
    row = EventRecord.objects.filter(pk=event_id).first()
    return decode(row) if row is not None and event_type(row.name) is not None else None
