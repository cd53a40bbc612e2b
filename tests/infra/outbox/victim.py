"""A worker that tests kill (`python -m tests.infra.outbox.victim`), or, given numbers, one who tells events.

Its reader writes one row for each event, with how many it had written of that room before: rows that are
missing, doubled or out of order cannot hide.
"""

import sys

from tridesk.cli.setup import ready

ready()

from django.db import transaction  # noqa: E402

from tridesk.infra.models import CacheEntry  # noqa: E402
from tridesk.infra.outbox import record, subscriber  # noqa: E402
from tridesk.kernel.clock import now  # noqa: E402
from tridesk.kernel.events import Event  # noqa: E402
from tridesk.worker.service import serve  # noqa: E402


class Counted(Event, name="test.counted"):
    room: str
    number: int

    @property
    def stream(self) -> str:
        return self.room


@subscriber("test.counter", Counted)
def count(event: Counted) -> None:
    before = CacheEntry.objects.filter(cache_key__startswith=f"count|{event.room}|").count()
    CacheEntry.objects.create(cache_key=f"count|{event.room}|{event.number}", value=str(before), expires=now())


def tell(rooms: int, first: int, last: int) -> None:
    for number in range(first, last):
        with transaction.atomic():
            record(*(Counted(room=f"r{room}", number=number, at=now(), by=None) for room in range(rooms)))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        tell(*map(int, sys.argv[1:]))
    else:
        serve(())
