"""Several workers at once: a stream is in one pair of hands at a time, and slow transactions lose nothing."""

import threading
from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import connection, transaction
from tests.infra.outbox import story
from tests.infra.outbox.story import Told

from tridesk.infra.models import Job
from tridesk.infra.outbox import record
from tridesk.infra.outbox.work import run_due
from tridesk.kernel.clock import now as clock_now

pytestmark = pytest.mark.django_db(transaction=True)


def tell(room: str, *numbers: int) -> None:
    with transaction.atomic():
        record(*(Told(room=room, number=number, at=clock_now(), by=None) for number in numbers))


def in_threads(count: int, work) -> None:
    problems: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told by the test
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert problems == []


def drain() -> None:
    """As a worker does, until nothing is left of the tests' events."""
    while Job.objects.filter(parked_at=None).exists():
        run_due("events", now=clock_now())


def test_four_workers_at_once_keep_every_stream_in_order_and_in_one_pair_of_hands():
    for number in range(12):
        for room in "abcd":
            tell(room, number)
    busy: set[str] = set()
    lock = threading.Lock()
    order: dict[str, list[int]] = defaultdict(list)
    together: list[str] = []

    def trouble(event: Told) -> None:
        with lock:
            if event.room in busy:
                together.append(event.room)
            busy.add(event.room)
            order[event.room].append(event.number)
        threading.Event().wait(0.001)
        with lock:
            busy.discard(event.room)

    story.TROUBLE["first"] = trouble
    in_threads(4, drain)
    assert together == []
    assert order == {room: list(range(12)) for room in "abcd"}
    assert len(story.read("first")) == len(story.read("second")) == 48


@pytest.mark.postgres
def test_a_row_that_a_slow_transaction_commits_late_is_not_skipped():
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record(Told(room="slow", number=1, at=clock_now(), by=None))
            written.set()
            assert go_on.wait(30)

    thread = threading.Thread(target=lambda: (slow(), connection.close()))
    thread.start()
    assert written.wait(30)
    tell("quick", 2)  # a higher number, committed first
    drain()
    assert story.read("first") == [("quick", 2)]
    go_on.set()
    thread.join(timeout=30)
    drain()
    assert story.read("first") == [("quick", 2), ("slow", 1)]


def test_a_claim_made_meanwhile_by_another_worker_is_not_claimed_again():
    for room in "abcdefgh":
        tell(room, 1)
    claims: list[int] = []
    in_threads(4, lambda: claims.append(run_due("events", now=clock_now() + timedelta(seconds=0.5))))
    assert sum(claims) == 16
    assert len(story.read("first")) == 8
