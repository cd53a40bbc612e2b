"""Files: each content kept once under its SHA-256, streamed in and out, scanned, swept when nobody uses it any more.

Not here: whose file it is and what it is called. A room holds a protecting foreign key to StoredFile and,
beside it, the name and the type that the sender gave.
"""

from tridesk.infra.files.holding import FileInfectedError, FileWaitingError, Standing, require_given, standing
from tridesk.infra.files.reading import open_stream, read
from tridesk.infra.files.scanning import queue_left, queue_scan
from tridesk.infra.files.sweeping import LEAST_GRACE, Swept, sweep
from tridesk.infra.files.upload import BlobUpload
from tridesk.infra.files.writing import put, put_bytes
from tridesk.infra.models import StoredFile

__all__ = [
    "LEAST_GRACE",
    "BlobUpload",
    "FileInfectedError",
    "FileWaitingError",
    "Standing",
    "StoredFile",
    "Swept",
    "open_stream",
    "put",
    "put_bytes",
    "queue_left",
    "queue_scan",
    "read",
    "require_given",
    "standing",
    "sweep",
]
