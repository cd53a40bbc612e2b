"""Reading the log: the lines of one stream, one line, and lines past a point."""

from collections.abc import Iterator
from dataclasses import dataclass

from tridesk.infra.models import EventRecord
from tridesk.infra.outbox.work import decode
from tridesk.kernel.events import Event, event_type
from tridesk.kernel.ids import EventId


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log with its number."""

    id: EventId
    event: Event


def stream(*, name: str, limit: int = 1000) -> Iterator[Line]:
    """The last lines of a stream, oldest of them first; those a newer version wrote are passed over."""
    rows = EventRecord.objects.filter(stream=name).order_by("-id")[:limit]
    for row in reversed(rows):
        if event_type(row.name) is not None:
            yield Line(EventId(row.pk), decode(row))


def event_of(*, event_id: EventId) -> Event | None:
    """One event, or None when there is no such line."""
    row = EventRecord.objects.filter(pk=event_id).first()
    return decode(row) if row is not None and event_type(row.name) is not None else None
