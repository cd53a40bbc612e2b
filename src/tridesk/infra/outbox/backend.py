"""Our queue behind Django's Tasks interface, so that callers stay portable: `some_task.enqueue(...)`."""

from typing import Any

from django.tasks import Task, TaskResult, TaskResultStatus
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.exceptions import InvalidTask

from tridesk.infra.outbox.record import enqueue
from tridesk.kernel.clock import now as clock_now


class OutboxBackend(BaseTaskBackend):
    """The queue name of a task is its lane. Results are not kept: a task that matters writes what it did."""

    supports_defer = True
    supports_async_task = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.queues = {"default", "events", "files", "history", "hooks", "intake", "mail"}

    def validate_task(self, task: "Task[..., Any]") -> None:
        super().validate_task(task)
        if task.takes_context:
            raise InvalidTask("Tasks of this backend get no context: there is no result to which it could belong.")

    def enqueue[**P, R](self, task: "Task[P, R]", args: Any, kwargs: Any) -> "TaskResult[P, R]":
        self.validate_task(task)
        moment = clock_now()
        lane = "events" if task.queue_name == "default" else task.queue_name
        enqueue(task.module_path, {"args": list(args), "kwargs": kwargs}, lane=lane, run_at=task.run_after)
        return TaskResult(
            task=task,
            id="",
            status=TaskResultStatus.READY,
            enqueued_at=moment,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
