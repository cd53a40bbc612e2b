"""Readers get each event once in effect, in order for one stream; what fails is retried, then parked."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from tests.infra.outbox import story
from tests.infra.outbox.story import Told, Whispered

from tridesk.infra.models import EventRecord, Job
from tridesk.infra.outbox import Permanent, Postpone, enqueue, record
from tridesk.infra.outbox.claim import claim
from tridesk.infra.outbox.leases import LEASE, free, held, renew
from tridesk.infra.outbox.parked import backlog, let_go, parked, run_again
from tridesk.infra.outbox.retry import PAUSES
from tridesk.infra.outbox.work import run_due
from tridesk.kernel.clock import now as clock_now

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timedelta(milliseconds=500)  # shorter than any pause


def tell(room: str, *numbers: int) -> None:
    with transaction.atomic():
        record(*(Told(room=room, number=number, at=clock_now(), by=None) for number in numbers))


def run_all() -> None:
    while run_due("events", now=clock_now() + SOON):
        pass


def failing(*numbers: int):
    def trouble(event: Told) -> None:
        if event.number in numbers:
            raise ValueError(f"number {event.number} is bad luck")

    return trouble


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


def test_pauses_grow_and_after_the_last_try_the_job_is_parked_with_its_error():
    story.TROUBLE["first"] = failing(1)
    tell("a", 1, 2)
    run_due("events", now=clock_now() + SOON)
    for tried, pause in enumerate(PAUSES, start=1):
        job = Job.objects.get(queue="test.first", event__data__contains='"number":1')
        assert (job.attempts, job.parked_at) == (tried, None)
        wait = job.run_at - clock_now()
        assert pause - timedelta(seconds=5) < wait <= pause
        assert run_due("events", now=job.run_at - timedelta(milliseconds=1), limit=50) <= 1  # the other reader's
        run_due("events", now=job.run_at)
    (stuck,) = parked()
    assert (stuck.queue, stuck.event, stuck.stream, stuck.attempts) == ("test.first", "test.told", "a", len(PAUSES) + 1)
    assert "number 1 is bad luck" in stuck.error
    assert backlog().parked == 1
    run_all()
    assert story.read("first") == [("a", 2)], "a parked event lets the next ones of its stream pass"


def test_a_parked_job_that_is_run_again_is_done_once(now: datetime):
    story.TROUBLE["first"] = lambda _: (_ for _ in ()).throw(Permanent("never"))
    tell("a", 1)
    run_all()
    (stuck,) = parked()
    assert stuck.attempts == 1, "what is permanent is parked at once"
    story.TROUBLE.clear()
    assert run_again(job_id=stuck.id, now=clock_now())
    assert not run_again(job_id=stuck.id, now=clock_now())
    run_all()
    assert story.read("first") == [("a", 1)]
    assert not Job.objects.exists()


def test_a_parked_job_can_be_let_go():
    story.TROUBLE["first"] = lambda _: (_ for _ in ()).throw(Permanent("never"))
    tell("a", 1)
    run_all()
    assert let_go(job_id=parked()[0].id)
    assert not let_go(job_id=1)
    assert parked() == []


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


def test_an_event_of_a_newer_version_is_parked_and_not_lost():
    tell("a", 1)
    EventRecord.objects.filter(name="test.told").update(name="test.of_tomorrow")
    run_all()
    assert {job.error.strip().splitlines()[-1].partition(": ")[2] for job in parked()} == {
        "this version knows no event test.of_tomorrow"
    }


def test_a_reader_that_is_gone_from_the_code_is_parked():
    tell("a", 1)
    Job.objects.filter(queue="test.first").update(queue="test.of_yesterday")
    run_all()
    assert [job.queue for job in parked()] == ["test.of_yesterday"]


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


def test_who_lost_the_lease_rolls_back_and_the_other_ones_work_counts():
    def taken_over(event):
        # Another worker claims it in the middle of our work: our lease ran out.
        Job.objects.filter(queue="test.first").update(claim="of another worker")

    story.TROUBLE["first"] = taken_over
    tell("a", 1)
    run_all()
    assert story.read("first") == []
    assert Job.objects.get().queue == "test.first"
    story.TROUBLE.clear()
    Job.objects.update(run_at=clock_now(), claim="")
    run_all()
    assert story.read("first") == [("a", 1)]


def test_a_claimed_job_comes_back_when_its_lease_is_over_and_not_before():
    tell("a", 1)
    moment = clock_now() + SOON
    assert len(claim("events", now=moment)) == 2
    assert claim("events", now=moment + LEASE - SOON) == []
    assert len(claim("events", now=moment + LEASE)) == 2


def test_leases_of_a_live_worker_are_renewed():
    tell("a", 1)
    moment = clock_now() + SOON
    jobs = claim("events", now=moment)
    with held(jobs[0].token):
        assert renew(now=moment + LEASE / 2) == 2
    assert renew(now=moment + LEASE) == 0
    assert claim("events", now=moment + LEASE) == []


def test_what_a_dead_worker_held_is_free_at_once_and_its_try_counts():
    tell("a", 1)
    jobs = claim("events", now=clock_now() + SOON, holder="0123456789ab")
    assert {job.token[:12] for job in jobs} == {"0123456789ab"}
    assert {len(job.token) for job in jobs} == {32}
    assert free(holder="0123456789ab", now=clock_now()) == 2
    again = claim("events", now=clock_now() + SOON)
    assert {job.attempts for job in again} == {2}


def test_a_worker_that_is_told_to_stop_gives_back_what_it_has_not_begun():
    for room in "abcdef":
        tell(room, 1)
    asked = iter([False, False])
    run_due("events", now=clock_now() + SOON, stopped=lambda: next(asked, True))
    left = list(Job.objects.values_list("attempts", "claim"))
    assert left == [(0, "")] * 10


def test_what_kills_every_worker_is_parked_in_the_end():
    tell("a", 1)
    for _ in range(len(PAUSES) + 1):  # claimed, and never heard of again
        claim("events", now=clock_now() + SOON, holder="dead")
        free(holder="dead", now=clock_now() - SOON)
    run_all()
    assert {job.error.strip().splitlines()[-1].partition(": ")[2] for job in parked()} == {
        "the worker died every time this was tried"
    }
    assert story.read("first") == []


def test_suspects_run_last_and_alone(monkeypatch):
    for room in "abc":
        tell(room, 1)
    Job.objects.filter(queue="test.second").delete()
    Job.objects.filter(order_key__in="ab").update(attempts=5)
    held_by_others = []
    story.TROUBLE["first"] = lambda event: held_by_others.append(
        (event.room, Job.objects.exclude(claim="").exclude(order_key=event.room).count())
    )
    assert run_due("events", now=clock_now() + SOON) == 3
    assert held_by_others == [("c", 2), ("a", 0)]
    run_all()
    assert held_by_others[-1] == ("b", 0)


def test_tasks_run_by_their_dotted_name_with_their_arguments():
    enqueue("tests.infra.outbox.story.note", {"args": ["one", "two"]}, lane="mail")
    assert run_due("events", now=clock_now() + SOON) == 0, "another lane's"
    assert run_due("mail", now=clock_now() + SOON) == 1
    assert story.DONE == [("one", "two")]


def test_a_task_with_a_unique_key_waits_once():
    note = "tests.infra.outbox.story.note"
    assert enqueue(note, {}, unique_key="k")
    assert not enqueue(note, {}, unique_key="k")
    assert enqueue(note, {}, unique_key="another")
    run_all()
    assert enqueue(note, {}, unique_key="k"), "done: it may wait again"


def test_a_unique_task_can_be_queued_inside_a_transaction_that_goes_on():
    note = "tests.infra.outbox.story.note"
    with transaction.atomic():
        assert enqueue(note, {}, unique_key="k")
        assert not enqueue(note, {}, unique_key="k")
        record(Told(room="a", number=1, at=clock_now(), by=None))
    run_all()
    assert story.read("first") == [("a", 1)]


def test_a_parked_unique_task_gives_way_to_the_one_that_waits_already():
    task = "tests.infra.outbox.story.hopeless"
    enqueue(task, {}, unique_key="k")
    run_all()
    (stuck,) = parked()
    assert enqueue(task, {}, unique_key="k"), "a parked one bars nobody"
    assert run_again(job_id=stuck.id, now=clock_now())
    assert Job.objects.get().parked_at is None


def test_a_task_that_is_not_there_is_parked():
    enqueue("tests.infra.outbox.story.nothing", {})
    run_all()
    assert "there is no task" in parked()[0].error


def test_a_task_for_later_waits_until_then():
    enqueue("tests.infra.outbox.story.note", {}, run_at=clock_now() + timedelta(hours=1))
    assert run_due("events", now=clock_now() + timedelta(minutes=59)) == 0
    assert run_due("events", now=clock_now() + timedelta(minutes=61)) == 1


def test_tasks_with_one_order_key_go_one_after_the_other():
    for word in "abc":
        enqueue("tests.infra.outbox.story.note", {"args": [word]}, order_key="9:4")
    story.TROUBLE["note"] = lambda words: (
        (_ for _ in ()).throw(Postpone(timedelta(minutes=1))) if words == ("a",) else None
    )
    run_all()
    assert story.DONE == []
    story.TROUBLE.clear()
    while run_due("events", now=clock_now() + timedelta(minutes=2)):
        pass
    assert story.DONE == [("a",), ("b",), ("c",)]


def test_the_doctor_sees_what_waits_and_since_when():
    tell("a", 1, 2)
    waiting = backlog()
    assert (waiting.waiting, waiting.undelivered, waiting.parked) == (4, 4, 0)
    assert waiting.overdue_since is not None
    assert waiting.events >= 2
