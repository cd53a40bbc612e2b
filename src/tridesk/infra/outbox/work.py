"""Running claimed jobs: a reader's writes and the end of its job are one transaction."""

import logging
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.tasks import Task
from django.utils.module_loading import import_string

from tridesk.infra.asking import tell
from tridesk.infra.models import EventRecord, Job
from tridesk.infra.outbox import leases
from tridesk.infra.outbox.claim import BATCH, Claimed, claim
from tridesk.infra.outbox.readers import reader
from tridesk.infra.outbox.retry import PAUSES, Permanent, Postpone, pause_after
from tridesk.kernel.clock import now as clock_now
from tridesk.kernel.events import Event, event_type
from tridesk.kernel.ids import EventId

log = logging.getLogger(__name__)

# Somebody who was tried this often may be what kills the worker: it runs last and alone, so that jobs claimed
# together with it are not taken for killers, too.
_SUSPECT = 3

_POSTPONE = "UPDATE infra_job SET run_at = %s, claim = '', attempts = %s WHERE id = %s AND claim = %s"


class LeaseLostError(Exception):
    """Another worker has taken the job over meanwhile: what we did is rolled back, theirs counts."""


@dataclass(frozen=True, slots=True)
class _Runnable:
    call: Callable[[], object]
    alone: bool  # waits for networks: must not hold a transaction meanwhile


def run_due(
    lane: str,
    *,
    now: datetime | None = None,
    holder: str = "",
    limit: int = BATCH,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Claims one batch and runs it; returns how many jobs were claimed (0: nothing is due).

    Once `stopped()` is true, what was not begun is given back.
    """
    jobs = claim(lane, now=now or clock_now(), limit=limit, holder=holder)
    if not jobs:
        return 0
    events = EventRecord.objects.in_bulk([job.event_id for job in jobs if job.event_id])
    left = deque(sorted(jobs, key=lambda job: job.attempts > _SUSPECT))
    with leases.held(jobs[0].token):
        try:
            while left and not stopped():
                job = left.popleft()
                if job.attempts > _SUSPECT:
                    _give_back(left)
                _run(job, events)
        finally:
            _give_back(left)
    return len(jobs)


def _give_back(left: deque[Claimed]) -> None:
    jobs = list(left)
    left.clear()
    if jobs:
        leases.give_back(token=jobs[0].token, jobs=[job.id for job in jobs], now=clock_now())


def _run(job: Claimed, events: dict[int, EventRecord]) -> None:
    try:
        if job.attempts > len(PAUSES) + 1:  # it never came back to say that it failed: it takes the process with it
            raise Permanent("the worker died every time this was tried")
        runnable = _runnable(job, events)
        if runnable.alone:
            runnable.call()
            _done(job)
        else:
            with transaction.atomic():
                runnable.call()
                _done(job)
    except LeaseLostError:
        log.warning("job %s of %s was taken over by another worker", job.id, job.queue)
    except Postpone as wish:
        tell(_POSTPONE, clock_now() + wish.pause, job.attempts - 1, job.id, job.token)
    except Exception as error:  # noqa: BLE001 - whatever a reader does, the next one goes on
        _failed(job, error)


def _runnable(job: Claimed, events: dict[int, EventRecord]) -> _Runnable:
    if job.event_id is None:
        return _Runnable(_task(job), alone=True)
    who = reader(job.queue)
    if who is None:
        raise Permanent(f"no reader is called {job.queue}")
    event = decode(events[job.event_id])
    arguments = (event, EventId(job.event_id)) if who.numbered else (event,)
    return _Runnable(lambda: who.handler(*arguments), alone=False)


def _task(job: Claimed) -> Callable[[], object]:
    try:
        found = import_string(job.queue)
    except ImportError as error:
        raise Permanent(f"there is no task {job.queue}") from error
    call = found.call if isinstance(found, Task) else found  # `call` also runs coroutines
    payload = msgspec.json.decode(job.payload)
    return lambda: call(*payload.get("args", ()), **payload.get("kwargs", {}))


def decode(row: EventRecord) -> Event:
    """The event a row tells of; raises Permanent where this version does not know it."""
    kind = event_type(row.name)
    if kind is None:
        raise Permanent(f"this version knows no event {row.name}")
    fields: dict[str, Any] = {"at": row.at, "by": row.by, "ip": row.ip, **msgspec.json.decode(row.data)}
    return msgspec.convert(fields, kind, strict=False)


def _mine(job: Claimed) -> Any:
    return Job.objects.filter(pk=job.id, claim=job.token)


def _done(job: Claimed) -> None:
    if not tell("DELETE FROM infra_job WHERE id = %s AND claim = %s", job.id, job.token):
        raise LeaseLostError(job.id)


def _failed(job: Claimed, error: Exception) -> None:
    text = "".join(traceback.format_exception(error))[-4000:].replace("\0", "")
    pause = None if isinstance(error, Permanent) else pause_after(job.attempts)
    moment = clock_now()
    if pause is None:
        log.error("parked job %s of %s after %s tries: %s", job.id, job.queue, job.attempts, error)
        _mine(job).update(parked_at=moment, claim="", error=text)
    else:
        log.warning("job %s of %s failed (try %s), again in %s: %s", job.id, job.queue, job.attempts, pause, error)
        _mine(job).update(run_at=moment + pause, claim="", error=text)
