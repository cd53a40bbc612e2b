"""The event log and its readers: one row tells what happened, in the transaction that made it happen.

`record` writes events, `subscriber` declares a reader, `enqueue` adds a task; `worker` claims and runs them.
"""

from tridesk.infra.outbox.readers import Reader, readers, subscriber
from tridesk.infra.outbox.record import enqueue, hasten, quietly, record
from tridesk.infra.outbox.retry import Permanent, Postpone

__all__ = ["Permanent", "Postpone", "Reader", "enqueue", "hasten", "quietly", "readers", "record", "subscriber"]
