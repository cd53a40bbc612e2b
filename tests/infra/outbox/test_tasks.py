"""Tasks: by name, once, later, one after the other."""

from datetime import timedelta

import pytest
from django.db import transaction
from tests.infra.outbox import story
from tests.infra.outbox.story import SOON, Told, run_all

from tridesk.infra.outbox import Postpone, enqueue, record
from tridesk.infra.outbox.parked import parked
from tridesk.infra.outbox.work import run_due
from tridesk.kernel.clock import now as clock_now

pytestmark = pytest.mark.django_db(transaction=True)


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
