"""Taking contents in. Best called before the transaction that uses the file: a storage may be slow."""

import os
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from tridesk.infra.asking import ask, ask_one, moment
from tridesk.infra.files.incoming import PIECE, Incoming
from tridesk.infra.files.scanning import queue_scan
from tridesk.infra.files.storage import blobs
from tridesk.infra.files.upload import BlobUpload
from tridesk.infra.models import StoredFile
from tridesk.kernel import clock

# A row touched less than this ago is not touched again: a logo under every mail would else make transactions
# wait for each other. The sweeper's grace is longer (`sweeping.LEAST_GRACE`), so such a row stays.
FRESH = timedelta(hours=1)

_FRESH = "SELECT id, size, touched_at, verdict FROM infra_storedfile WHERE sha256 = %s AND touched_at > %s"
_TOUCH = """
INSERT INTO infra_storedfile (sha256, size, touched_at) VALUES (%s, %s, %s)
ON CONFLICT (sha256) DO UPDATE SET touched_at = excluded.touched_at RETURNING id, verdict
"""

type Source = Iterable[bytes] | os.PathLike[str] | BlobUpload


def put(source: Source) -> StoredFile:
    """Keeps the content and gives its row; the same content is kept once.

    A path is read and left where it is; an upload is moved. The file must be in use (a foreign key committed)
    within the sweeper's grace. Raises InvalidError for an upload that was refused while it came in.
    """
    if isinstance(source, BlobUpload):
        return keep(source.whole())
    chunks = _of_path(Path(source)) if isinstance(source, os.PathLike) else source
    with Incoming(blobs().incoming) as incoming:
        for chunk in chunks:
            incoming.write(chunk)
        return keep(incoming)


def put_bytes(content: bytes) -> StoredFile:
    """The same for a small content that is in memory anyway."""
    return put([content])


def keep(incoming: Incoming, *, scanned: bool = True) -> StoredFile:
    """What has come in, as a content; not `scanned`: a piece of one, which tells a scanner nothing.

    First the row, then the bytes. Touching waits for a sweeper that is deleting this very content, and
    then the bytes are found gone. A crash in between leaves a row without use, which is swept, or completed
    by the next who brings the same."""
    file = _fresh(incoming.sha256) or _touched(incoming)
    if not blobs().exists(file.name):
        incoming.file.flush()
        blobs().take(file.name, incoming.path)
    if scanned:
        queue_scan(file)
    return file


def _fresh(sha256: str) -> StoredFile | None:
    row = ask_one(_FRESH, sha256, clock.now() - FRESH)
    if row is None:
        return None
    return StoredFile(pk=row[0], sha256=sha256, size=row[1], touched_at=moment(row[2]), verdict=row[3])


def _touched(incoming: Incoming) -> StoredFile:
    file = StoredFile(sha256=incoming.sha256, size=incoming.size, touched_at=clock.now())
    ((file.pk, file.verdict),) = ask(_TOUCH, file.sha256, file.size, file.touched_at)
    return file


def _of_path(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        yield from iter(lambda: handle.read(PIECE), b"")
