"""The tables of technique: the event log, its queue, files, leases of recurring work, the shared cache."""

from tridesk.infra.models.cache import CacheEntry
from tridesk.infra.models.files import StoredFile, Verdict
from tridesk.infra.models.outbox import EventRecord, Job, RecurringRun

__all__ = ["CacheEntry", "EventRecord", "Job", "RecurringRun", "StoredFile", "Verdict"]
