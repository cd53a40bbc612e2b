"""What an administrator sees and does: parked jobs, run again or let go; and how much waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Min, Q

from tridesk.infra import wake
from tridesk.infra.counting import CappedCounts
from tridesk.infra.models import EventRecord, Job
from tridesk.infra.outbox.events import ParkedJobLetGo, ParkedJobRunAgain
from tridesk.infra.outbox.record import record

EXACT = 1_000_000  # events that are counted one by one


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

    `overdue_since` is when the longest-waiting due job should have run.
    """

    waiting: int
    undelivered: int
    parked: int
    overdue_since: datetime | None


def parked(*, limit: int = 200) -> list[ParkedJob]:
    """The newest parked jobs."""
    rows = Job.objects.filter(parked_at__isnull=False).order_by("-parked_at", "-id")
    columns = ("id", "queue", "event__name", "order_key", "attempts", "parked_at", "error")
    return [
        ParkedJob(number, queue, event or "", stream, attempts, since, error)
        for number, queue, event, stream, attempts, since, error in rows.values_list(*columns)[:limit]
        if since is not None
    ]


def run_again(*, job_id: int, by: int | None, ip: str = "", now: datetime) -> bool:
    """Puts a parked job back in the queue with its tries forgotten; False when it is not parked (any more).

    Where another one with its unique key waits meanwhile, that one does the work and this one goes. `by` is the
    person's id and `ip` where they are, for the audit trail; the caller has asked whether they may.
    """
    with transaction.atomic():
        if (facts := _locked(job_id)) is None:
            return False
        given_way = not _queued(job_id, now)
        if given_way:
            Job.objects.filter(pk=job_id).delete()
        record(ParkedJobRunAgain(**facts, given_way=given_way, at=now, by=by, ip=ip))
        wake.after_commit()
    return True


def let_go(*, job_id: int, by: int | None, ip: str = "", now: datetime) -> bool:
    """Gives a parked job up; False when it is not parked (any more). `by` and `ip` as in `run_again`."""
    with transaction.atomic():
        if (facts := _locked(job_id)) is None:
            return False
        Job.objects.filter(pk=job_id).delete()
        record(ParkedJobLetGo(**facts, at=now, by=by, ip=ip))
    return True


def _locked(job_id: int) -> dict[str, Any] | None:
    """What the trail tells of a parked job; its row is ours until the transaction ends."""
    job = Job.objects.select_for_update().filter(pk=job_id, parked_at__isnull=False).first()
    if job is None:
        return None
    return {"job": job.pk, "work": job.queue, "event": job.event.name if job.event else "", "about": job.order_key}


def _queued(job_id: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            Job.objects.filter(pk=job_id).update(parked_at=None, attempts=0, run_at=now, claim="", error="")
    except IntegrityError:
        return False
    return True


def backlog() -> Backlog:
    """Counts for `doctor` and the settings page: of what waits alone, which is little."""
    counts = Job.objects.aggregate(
        waiting=Count("id", filter=Q(parked_at=None)),
        undelivered=Count("id", filter=Q(parked_at=None, event__isnull=False)),
        parked=Count("id", filter=Q(parked_at__isnull=False)),
        overdue_since=Min("run_at", filter=Q(parked_at=None)),
    )
    return Backlog(**counts)


def events_recorded() -> int:
    """How many lines the log has; exact up to a million, beyond that the highest number given, which is a little
    more where transactions were rolled back. Reads at most a million index entries."""
    (counted,) = CappedCounts([EventRecord.objects.all()], cap=EXACT).ask()
    if counted < EXACT:
        return counted
    return EventRecord.objects.order_by("-id").values_list("id", flat=True).first() or counted
