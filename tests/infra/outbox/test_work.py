"""Readers get each event once in effect, in order for one stream; what fails is tried again."""

from datetime import timedelta

import pytest
from django.db import transaction
from tests.infra.outbox import story
from tests.infra.outbox.story import SOON, Told, Whispered, failing, run_all, tell

from tridesk.infra.models import EventRecord, Job
from tridesk.infra.outbox import Postpone, record
from tridesk.infra.outbox.claim import claim
from tridesk.infra.outbox.retry import PAUSES
from tridesk.infra.outbox.work import run_due
from tridesk.kernel.clock import now as clock_now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told() -> list[tuple[str, int]]:
    """The order in which the first reader was told."""
    order: list[tuple[str, int]] = []
    story.TROUBLE["first"] = lambda event: order.append((event.room, event.number))
    return order


def test_every_reader_gets_every_event_and_the_queue_is_empty_afterwards():
    tell("a", 1, 2)
    tell("b", 1)
    run_all()
    assert story.read("first") == story.read("second") == [("a", 1), ("a", 2), ("b", 1)]
    assert not Job.objects.exists()
    assert EventRecord.objects.filter(name="test.told").count() == 3


def test_events_of_one_stream_come_in_the_order_in_which_they_were_recorded(told):
    for number in range(30):
        tell("a", number)
        tell("b", number)
    run_all()
    assert [number for room, number in told if room == "a"] == list(range(30))
    assert [number for room, number in told if room == "b"] == list(range(30))


def test_a_batch_never_holds_two_events_of_one_stream_for_one_reader():
    tell("a", *range(5))
    tell("b", *range(5))
    heads = claim("events", now=clock_now() + SOON)
    assert sorted((job.queue, job.event_id) for job in heads) == sorted(
        (reader, EventRecord.objects.filter(stream=room).order_by("id")[0].pk)
        for reader in ("test.first", "test.second")
        for room in ("a", "b")
    )
    assert claim("events", now=clock_now() + SOON) == []


def test_a_failing_reader_holds_up_its_own_stream_and_nobody_else():
    story.TROUBLE["first"] = failing(1)
    tell("a", 1, 2)
    tell("b", 3)
    run_all()
    assert story.read("first") == [("b", 3)]
    assert story.read("second") == [("a", 1), ("a", 2), ("b", 3)]


def test_what_a_failing_reader_wrote_is_rolled_back_and_written_once_by_the_next_try(monkeypatch):
    tries = []

    def trouble(event):
        tries.append(event.number)
        if len(tries) == 1:
            story.CacheEntry.objects.create(cache_key="half", value="", expires=clock_now())
            raise ValueError("half way")

    story.TROUBLE["first"] = trouble
    tell("a", 1)
    run_all()
    assert not story.CacheEntry.objects.filter(cache_key="half").exists()
    assert run_due("events", now=clock_now() + PAUSES[0] + SOON) == 1
    assert tries == [1, 1]
    assert story.read("first") == [("a", 1)]


def test_a_reader_may_ask_for_later_without_a_try_being_counted():
    def trouble(_):
        raise Postpone(timedelta(hours=3))

    story.TROUBLE["first"] = trouble
    tell("a", 1)
    run_all()
    job = Job.objects.get(queue="test.first")
    assert (job.attempts, job.claim, job.error) == (0, "", "")
    assert timedelta(hours=2, minutes=59) < job.run_at - clock_now() <= timedelta(hours=3)


def test_when_refuses_an_event_before_it_costs_a_job():
    with transaction.atomic():
        record(Whispered(room="a", number=1, at=clock_now(), by=None))
        record(Whispered(room="a", number=2, loud=True, at=clock_now(), by=None))
    assert Job.objects.count() == 1
    run_all()
    assert story.read("loud") == [("a", 2)]


def test_events_are_recorded_in_a_transaction_only(transactional_db):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(Told(room="a", number=1, at=clock_now(), by=None))


def test_an_event_of_a_transaction_that_fails_never_was():
    def fail() -> None:
        with transaction.atomic():
            record(Told(room="a", number=1, at=clock_now(), by=None))
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - ours
        fail()
    assert not EventRecord.objects.filter(name="test.told").exists()
    assert not Job.objects.exists()
