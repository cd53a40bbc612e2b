"""The tables of technique: the event log, its queue, files, leases of recurring work, what programs' calls leave."""

from tridesk.infra.models.cache import CacheEntry
from tridesk.infra.models.calls import Allowance, InstallationKey, KeptAnswer
from tridesk.infra.models.files import StoredFile, Verdict
from tridesk.infra.models.outbox import EventEra, EventRecord, Job, RecurringRun
from tridesk.infra.models.uploads import Upload, UploadPart

__all__ = [
    "Allowance",
    "CacheEntry",
    "EventEra",
    "EventRecord",
    "InstallationKey",
    "Job",
    "KeptAnswer",
    "RecurringRun",
    "StoredFile",
    "Upload",
    "UploadPart",
    "Verdict",
]
