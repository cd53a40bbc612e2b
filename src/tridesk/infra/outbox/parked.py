"""What an administrator sees and does: parked jobs, run again or let go; and how much waits."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Min, Q

from tridesk.infra import wake
from tridesk.infra.models import EventRecord, Job


@dataclass(frozen=True, slots=True)
class ParkedJob:
    """A job that failed for good: which reader, of which event, and the last error's text."""

    id: int
    queue: str
    event: str
    stream: str
    attempts: int
    parked_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits: jobs in all, events that a reader has not had yet, parked ones.

    `overdue_since` is when the longest-waiting due job should have run; `events` counts the whole log.
    """

    waiting: int
    undelivered: int
    parked: int
    overdue_since: datetime | None
    events: int


def parked(*, limit: int = 200) -> list[ParkedJob]:
    """The newest parked jobs."""
    rows = Job.objects.filter(parked_at__isnull=False).order_by("-parked_at", "-id")
    columns = ("id", "queue", "event__name", "order_key", "attempts", "parked_at", "error")
    return [
        ParkedJob(number, queue, event or "", stream, attempts, since, error)
        for number, queue, event, stream, attempts, since, error in rows.values_list(*columns)[:limit]
        if since is not None
    ]


def run_again(*, job_id: int, now: datetime) -> bool:
    """Puts a parked job back in the queue with its tries forgotten; False when it is not parked (any more).

    Where another one with its unique key waits meanwhile, that one does the work and this one goes.
    """
    parked_one = Job.objects.filter(pk=job_id, parked_at__isnull=False)
    try:
        with transaction.atomic():
            again = parked_one.update(parked_at=None, attempts=0, run_at=now, claim="", error="")
            wake.after_commit()
    except IntegrityError:
        return let_go(job_id=job_id)
    return bool(again)


def let_go(*, job_id: int) -> bool:
    """Gives a parked job up; False when it is not parked (any more)."""
    deleted, _ = Job.objects.filter(pk=job_id, parked_at__isnull=False).delete()
    return bool(deleted)


def backlog() -> Backlog:
    """Counts for `doctor` and the settings page."""
    counts = Job.objects.aggregate(
        waiting=Count("id", filter=Q(parked_at=None)),
        undelivered=Count("id", filter=Q(parked_at=None, event__isnull=False)),
        parked=Count("id", filter=Q(parked_at__isnull=False)),
        overdue_since=Min("run_at", filter=Q(parked_at=None)),
    )
    return Backlog(**counts, events=EventRecord.objects.count())
