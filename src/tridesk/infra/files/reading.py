"""Giving contents out."""

from tridesk.infra.files.pieces import Pieces
from tridesk.infra.files.storage import blobs
from tridesk.infra.models import StoredFile


def open_stream(file: StoredFile, *, start: int = 0, length: int | None = None) -> Pieces:
    """The bytes in pieces of at most 64 KiB, from `start` on and at most `length`; closes itself at the end, or by
    `close()` as Django does it.

    Raises FileNotFoundError at once when the storage has lost them.
    """
    return blobs().pieces(file.name, start=start, length=length)


def read(file: StoredFile) -> bytes:
    """All of it in memory: for what is known to be small."""
    return b"".join(open_stream(file))
