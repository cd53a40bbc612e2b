"""Recurring work: a table in code, one run at a time across all processes."""

import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tridesk.infra.models import RecurringRun
from tridesk.kernel.clock import now as clock_now

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)

_lock = threading.Lock()
_running: dict[str, datetime] = {}  # by name: when it was started


@dataclass(frozen=True, slots=True)
class Recurring:
    """One line of the table: `call(now=...)` runs every `every`, counted from the start of the last run."""

    name: str
    every: timedelta
    call: Callable[..., object]


def run_due(table: Sequence[Recurring], *, now: datetime) -> list[str]:
    """Runs what is due and not running elsewhere; returns the names of what ran."""
    due = dict(RecurringRun.objects.values_list("name", "due_at"))
    ran = []
    for work in table:
        if work.name not in due:
            RecurringRun.objects.get_or_create(name=work.name, defaults={"due_at": now})
        if due.get(work.name, now) <= now and _claim(work, now):
            _run(work, now)
            ran.append(work.name)
    return ran


def renew(*, now: datetime) -> None:
    """Moves the leases of what runs in this process ahead; to be called well within `LEASE`."""
    with _lock:
        running = dict(_running)
    for name, started in running.items():
        RecurringRun.objects.filter(name=name, last_started_at=started).update(due_at=now + LEASE)


def _claim(work: Recurring, now: datetime) -> bool:
    # The one whose update counts a row has it; the lease frees it again if that process dies.
    return bool(
        RecurringRun.objects.filter(name=work.name, due_at__lte=now).update(due_at=now + LEASE, last_started_at=now)
    )


def _run(work: Recurring, now: datetime) -> None:
    error = ""
    with _lock:
        _running[work.name] = now
    try:
        work.call(now=now)
    except Exception as problem:
        log.exception("recurring work %s failed", work.name)
        error = "".join(traceback.format_exception(problem))[-4000:].replace("\0", "")
    finally:
        with _lock:
            del _running[work.name]
    RecurringRun.objects.filter(name=work.name, last_started_at=now).update(
        due_at=now + work.every, last_ended_at=clock_now(), last_error=error
    )
