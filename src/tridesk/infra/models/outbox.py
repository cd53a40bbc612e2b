from django.db import models
from django.db.models import Q


class EventRecord(models.Model):
    """One line of the log: what happened, to what, by whom. Written once; audit lines are guarded by the database.

    `tx` is the transaction that wrote it, set by PostgreSQL itself: ids are given before a commit, so they do not tell
    the order in which lines became visible (outbox/feed.py). SQLite writes one after the other and leaves it empty.
    """

    at = models.DateTimeField()
    name = models.CharField(max_length=80)
    stream = models.CharField(max_length=40, blank=True)
    audit = models.BooleanField(default=False)
    by = models.BigIntegerField(null=True)
    ip = models.CharField(max_length=45, blank=True)
    data = models.TextField()  # JSON of the event's own fields
    tx = models.BigIntegerField(null=True)

    class Meta:
        db_table = "infra_event"
        indexes = [
            # No condition: SQLite does not see that stream = 'x' rules out '', and would read the whole log.
            models.Index(fields=["stream", "id"], name="event_of_stream"),
            models.Index(fields=["id"], name="event_audit", condition=Q(audit=True)),
        ]


class EventEra(models.Model):
    """Where the count of transactions began anew: a database that was copied into another server begins at its highest
    `tx`, so that later lines stay later."""

    start = models.BigIntegerField()

    class Meta:
        db_table = "infra_event_era"


class Job(models.Model):
    """One thing still to be done: an event for one reader, or a task. Done work is deleted, so this stays small.

    `run_at` is also the lease: whoever claims a job moves it into the future, and a job whose worker died
    comes back by itself. Jobs of one `queue` with the same `order_key` run one after the other, by id.
    """

    lane = models.CharField(max_length=20)  # which threads take it
    queue = models.CharField(max_length=80)  # the reader's or the task's name
    order_key = models.CharField(max_length=40, blank=True)
    unique_key = models.CharField(max_length=120, null=True)
    event = models.ForeignKey(EventRecord, null=True, on_delete=models.CASCADE, related_name="+")
    payload = models.TextField(blank=True)
    created_at = models.DateTimeField()
    run_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    parked_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "infra_job"
        indexes = [
            models.Index(fields=["lane", "run_at", "id"], name="job_due", condition=Q(parked_at=None)),
            models.Index(fields=["queue", "order_key", "id"], name="job_order", condition=Q(parked_at=None)),
            models.Index(fields=["parked_at"], name="job_parked", condition=Q(parked_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "unique_key"], name="job_once", condition=Q(unique_key__isnull=False, parked_at=None)
            )
        ]


class RecurringRun(models.Model):
    """When a piece of recurring work is next due; claimed by counting updated rows."""

    name = models.CharField(max_length=80, primary_key=True)
    due_at = models.DateTimeField()
    last_started_at = models.DateTimeField(null=True)
    last_ended_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        db_table = "infra_recurring"
