"""Recurring work runs on time, once, whoever looks."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from tridesk.bootstrap.recurring import RECURRING
from tridesk.infra.models import RecurringRun
from tridesk.infra.recurring import LEASE, Recurring, renew, run_due

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def test_work_runs_at_once_and_then_each_time_it_is_due(now):
    ran = []
    table = [Recurring("test.work", HOUR, lambda *, now: ran.append(now))]
    moments = [now, now + timedelta(minutes=59), now + HOUR, now + 2 * HOUR + timedelta(minutes=10)]
    told = [run_due(table, now=moment) for moment in moments]
    assert told == [["test.work"], [], ["test.work"], ["test.work"]]
    assert ran == [moments[0], moments[2], moments[3]]


def test_two_processes_at_once_run_it_once(now):
    running, go_on = threading.Event(), threading.Event()
    ran = []

    def work(*, now) -> None:
        ran.append(now)
        running.set()
        assert go_on.wait(30)

    table = [Recurring("test.work", HOUR, work)]
    thread = threading.Thread(target=lambda: (run_due(table, now=now), connection.close()))
    thread.start()
    assert running.wait(30)
    assert run_due(table, now=now + timedelta(seconds=5)) == []
    renew(now=now + LEASE)
    assert run_due(table, now=now + LEASE + timedelta(seconds=5)) == [], "it runs still: its lease was renewed"
    go_on.set()
    thread.join(timeout=30)
    assert ran == [now]
    assert run_due(table, now=now + timedelta(minutes=30)) == []


def test_work_whose_process_died_is_done_after_the_lease(now):
    table = [Recurring("test.work", HOUR, lambda *, now: None)]
    run_due(table, now=now)
    RecurringRun.objects.filter(name="test.work").update(due_at=now)
    assert RecurringRun.objects.filter(name="test.work", due_at__lte=now).update(due_at=now + LEASE)  # claimed, died
    assert run_due(table, now=now + LEASE - timedelta(seconds=1)) == []
    assert run_due(table, now=now + LEASE) == ["test.work"]


def test_what_fails_is_noted_and_runs_next_time_and_the_others_run(now):
    ran = []

    def broken(*, now) -> None:
        raise ValueError("no luck")

    table = [Recurring("test.broken", HOUR, broken), Recurring("test.work", HOUR, lambda *, now: ran.append(1))]
    assert run_due(table, now=now) == ["test.broken", "test.work"]
    assert "no luck" in RecurringRun.objects.get(name="test.broken").last_error
    assert run_due(table, now=now + HOUR) == ["test.broken", "test.work"]
    assert ran == [1, 1]


def test_the_real_table_runs_on_an_empty_desk(cast, now):
    assert run_due(RECURRING, now=now) == [work.name for work in RECURRING]
    assert not RecurringRun.objects.exclude(last_error="").exists()
