"""Writing: events with the jobs of their readers, and tasks. Always inside the caller's transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from tridesk.infra import wake
from tridesk.infra.inserting import insert, insert_once
from tridesk.infra.models import EventRecord, Job
from tridesk.infra.outbox.readers import readers
from tridesk.kernel.clock import now as clock_now
from tridesk.kernel.events import Event

_BASE_FIELDS = ("at", "by", "ip")
_encoder = msgspec.json.Encoder()
_quiet: ContextVar[bool] = ContextVar("tridesk_outbox_quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Events recorded inside go into the log and to no reader: what is told is past, nobody is mailed about it."""
    before = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(before)


def encode(event: Event) -> str:
    """The event's own fields as JSON; at, by and ip have columns of their own."""
    fields = {key: value for key, value in vars(event).items() if key not in _BASE_FIELDS}
    return _encoder.encode(fields).decode()


def record(*events: Event) -> None:
    """Adds events to the log and one job for each reader.

    Raises RuntimeError outside a transaction: an event that survives what it tells of would be a lie.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("events are recorded inside the transaction that makes them")
    rows = [
        EventRecord(
            at=event.at,
            name=event.name,
            stream=event.stream,
            audit=event.audit,
            by=event.by,
            ip=event.ip,
            data=encode(event),
        )
        for event in events
    ]
    insert(*rows)
    jobs = [
        Job(
            lane=reader.lane,
            queue=reader.name,
            order_key=event.stream,
            event_id=row.pk,
            created_at=event.at,
            run_at=event.at,
        )
        for event, row in zip(events, rows, strict=True)
        for reader in readers(type(event))
        if reader.when(event) and not _quiet.get()
    ]
    if jobs:
        insert(*jobs)
        wake.after_commit(*{job.lane for job in jobs})


def enqueue(
    task: str,
    payload: dict[str, Any],
    *,
    lane: str = "events",
    unique_key: str | None = None,
    order_key: str = "",
    run_at: datetime | None = None,
) -> bool:
    """Adds a task by its dotted name. Returns False when one with this `unique_key` waits or runs already.

    `payload` has `args` and `kwargs`, values of JSON. `run_at` is UTC; jobs of one task with the same `order_key`
    (at most 40 characters) run one after the other.
    """
    moment = clock_now()
    job = Job(
        lane=lane,
        queue=task,
        order_key=order_key,
        unique_key=unique_key,
        payload=_encoder.encode(payload).decode(),
        created_at=moment,
        run_at=run_at or moment,
    )
    if unique_key is None:
        insert(job)
    elif not insert_once(job):
        return False
    wake.after_commit(lane)
    return True


def hasten(task: str, *, unique_key: str, lane: str) -> bool:
    """Has a task that waits for its next try run now; False where none waits (one that runs is left)."""
    waiting = Job.objects.filter(queue=task, unique_key=unique_key, parked_at=None, claim="")
    wake.after_commit(lane)
    return bool(waiting.update(run_at=clock_now()))
