"""What fails for good is parked, shown, and run again or given up by a person, which the audit trail tells."""

import json
from datetime import timedelta

import pytest
from tests.infra.outbox import story
from tests.infra.outbox.story import SOON, failing, run_all, tell

from tridesk.infra.models import EventRecord, Job
from tridesk.infra.outbox import Permanent, enqueue
from tridesk.infra.outbox.parked import ParkedJob, backlog, events_recorded, let_go, parked, run_again
from tridesk.infra.outbox.retry import PAUSES
from tridesk.infra.outbox.work import run_due
from tridesk.kernel.clock import now as clock_now

pytestmark = pytest.mark.django_db(transaction=True)


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


def stuck_job(room: str = "a") -> ParkedJob:
    story.TROUBLE["first"] = lambda _: (_ for _ in ()).throw(Permanent("never"))
    tell(room, 1)
    run_all()
    (stuck,) = parked()
    story.TROUBLE.clear()
    return stuck


def trail() -> list[tuple[str, str, int | None, str, dict[str, object]]]:
    rows = EventRecord.objects.filter(audit=True).order_by("id")
    return [(row.name, row.stream, row.by, row.ip, json.loads(row.data)) for row in rows]


def test_a_parked_job_that_is_run_again_is_done_once():
    stuck = stuck_job()
    assert stuck.attempts == 1, "what is permanent is parked at once"
    assert run_again(job_id=stuck.id, by=4, now=clock_now())
    assert not run_again(job_id=stuck.id, by=4, now=clock_now())
    run_all()
    assert story.read("first") == [("a", 1)]
    assert not Job.objects.exists()


def test_a_parked_job_can_be_let_go():
    stuck = stuck_job()
    assert let_go(job_id=stuck.id, by=4, now=clock_now())
    assert not let_go(job_id=stuck.id, by=4, now=clock_now())
    assert parked() == []


def test_who_ran_what_again_and_who_gave_it_up_stands_in_the_audit_trail():
    again = stuck_job("a")
    run_again(job_id=again.id, by=4, ip="192.0.2.7", now=clock_now())
    run_all()
    given_up = stuck_job("b")
    let_go(job_id=given_up.id, by=5, ip="192.0.2.8", now=clock_now())
    run_again(job_id=given_up.id, by=6, now=clock_now())  # too late: nothing happens, nothing is told
    work = {"work": "test.first", "event": "test.told"}
    first = {"job": again.id, **work, "about": "a", "given_way": False}
    second = {"job": given_up.id, **work, "about": "b"}
    assert trail() == [
        ("job.run_again", f"job:{again.id}", 4, "192.0.2.7", first),
        ("job.let_go", f"job:{given_up.id}", 5, "192.0.2.8", second),
    ]


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


def test_a_parked_unique_task_gives_way_to_the_one_that_waits_already():
    task = "tests.infra.outbox.story.hopeless"
    enqueue(task, {}, unique_key="k")
    run_all()
    (stuck,) = parked()
    assert enqueue(task, {}, unique_key="k"), "a parked one bars nobody"
    assert run_again(job_id=stuck.id, by=4, now=clock_now())
    assert Job.objects.get().parked_at is None
    ((name, _stream, _by, _ip, told),) = trail()
    assert (name, told["work"], told["event"], told["given_way"]) == ("job.run_again", task, "", True)


def test_the_doctor_sees_what_waits_and_since_when():
    tell("a", 1, 2)
    waiting = backlog()
    assert (waiting.waiting, waiting.undelivered, waiting.parked) == (4, 4, 0)
    assert waiting.overdue_since is not None


def test_events_are_counted_up_to_a_million_and_told_by_their_number_beyond(monkeypatch):
    tell("a", *range(4))
    assert events_recorded() == 4
    monkeypatch.setattr("tridesk.infra.outbox.parked.EXACT", 2)
    assert events_recorded() == EventRecord.objects.latest("id").pk
