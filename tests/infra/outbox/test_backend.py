"""Django's Tasks interface over our queue."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.tasks import Task, TaskResultStatus, task
from django.tasks.exceptions import InvalidTask
from tests.infra.outbox import story

from tridesk.infra.models import Job
from tridesk.infra.outbox.work import run_due
from tridesk.kernel.clock import now as clock_now

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_task_is_enqueued_and_run_with_its_arguments():
    result = story.double.enqueue(21, times=3)
    assert result.status is TaskResultStatus.READY
    assert run_due("events", now=clock_now()) == 1
    assert story.DONE == [63]


def test_a_tasks_queue_is_its_lane_and_coroutines_run_too():
    story.later.enqueue("word")
    assert Job.objects.get().lane == "mail"
    assert run_due("mail", now=clock_now()) == 1
    assert story.DONE == ["word"]


def test_a_task_for_later_waits():
    story.double.using(run_after=clock_now() + timedelta(hours=1)).enqueue(1)
    assert run_due("events", now=clock_now() + timedelta(minutes=59)) == 0
    assert run_due("events", now=clock_now() + timedelta(minutes=61)) == 1


def test_a_task_of_a_transaction_that_fails_never_was():
    def fail() -> None:
        with transaction.atomic():
            story.double.enqueue(1)
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - ours
        fail()
    assert not Job.objects.exists()


def test_what_we_cannot_keep_is_refused_when_the_task_is_declared():
    def with_context(context):
        """Tasks of this kind get what we have not."""

    with_context.__qualname__ = "with_context"
    with pytest.raises(InvalidTask):
        task(takes_context=True)(with_context)
    with pytest.raises(InvalidTask):
        story.double.using(queue_name="nowhere")
    with pytest.raises(InvalidTask):
        story.double.using(priority=5)
    assert isinstance(story.double, Task)
