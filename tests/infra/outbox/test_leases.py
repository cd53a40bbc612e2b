"""What was claimed stays with its worker while that one lives, and is anybody's when it died."""

import pytest
from tests.infra.outbox import story
from tests.infra.outbox.story import SOON, run_all, tell

from tridesk.infra.models import Job
from tridesk.infra.outbox.claim import claim
from tridesk.infra.outbox.leases import LEASE, free, held, renew
from tridesk.infra.outbox.parked import parked
from tridesk.infra.outbox.retry import PAUSES
from tridesk.infra.outbox.work import run_due
from tridesk.kernel.clock import now as clock_now

pytestmark = pytest.mark.django_db(transaction=True)


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
