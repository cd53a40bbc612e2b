"""Looking at the log from tests."""

from tridesk.infra.models import EventRecord
from tridesk.infra.outbox.work import decode
from tridesk.kernel.events import Event


def events(stream: str) -> list[Event]:
    """What was recorded of one stream, oldest first."""
    return [decode(row) for row in EventRecord.objects.filter(stream=stream).order_by("id")]


def names(stream: str) -> list[str]:
    return [event.name for event in events(stream)]
