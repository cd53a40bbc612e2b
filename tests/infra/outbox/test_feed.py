"""The feed: a slow transaction's line is neither passed over nor told twice."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from tridesk.infra import outbox
from tridesk.infra.models import EventEra, EventRecord
from tridesk.infra.outbox import feed
from tridesk.infra.outbox.feed import Position
from tridesk.kernel.events import Event

AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


class Told(Event, name="tests.told"):
    number: int

    @property
    def stream(self) -> str:
        return f"told:{self.number % 3}"


def tell(*numbers: int) -> None:
    with transaction.atomic():
        outbox.record(*(Told(number=number, at=AT, by=None) for number in numbers))


def numbers(found: list[feed.Found]) -> list[int]:
    return [each.line.event.number for each in found if each.line]  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_the_feed_goes_on_where_it_stopped():
    start = feed.end()
    tell(1, 2)
    tell(3)
    first = feed.after(start, names=["tests.told"], limit=2)
    assert numbers(first) == [1, 2]
    assert numbers(feed.after(first[-1].at, names=["tests.told"])) == [3]
    assert feed.after(feed.end(), names=["tests.told"]) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_line_of_a_slow_transaction_is_told_in_its_turn():
    wrote, may_commit = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                outbox.record(Told(number=1, at=AT, by=None))
                wrote.set()
                assert may_commit.wait(20)
        finally:
            connection.close()

    start = feed.end()
    slow = threading.Thread(target=slowly)
    slow.start()
    assert wrote.wait(20)
    tell(2)
    seen = feed.after(start, names=["tests.told"])
    at = seen[-1].at if seen else start
    assert numbers(seen) == []  # what is after the slow one waits for it
    may_commit.set()
    slow.join(20)
    assert numbers(feed.after(at, names=["tests.told"])) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_restored_log_stays_before_what_comes_after_it():
    tell(1)
    if connection.vendor == "postgresql":
        EventRecord.objects.update(tx=10**12)  # the other server had counted that far
        assert feed.begin_era()
        assert not feed.begin_era()
    before = feed.after(Position(), names=["tests.told"])
    tell(2)
    assert numbers(before) == [1]
    assert numbers(feed.after(before[-1].at, names=["tests.told"])) == [2]
    EventEra.objects.all().delete()
