"""Giving contents out."""

from tridesk.infra.files.pieces import Pieces
from tridesk.infra.files.storage import blobs
from tridesk.infra.models import StoredFile


def open_stream(file: StoredFile) -> Pieces:
    """The bytes in pieces of at most 64 KiB; closes itself at the end, or by `close()` as Django does it.

    Raises FileNotFoundError at once when the storage has lost them.
    """
    return blobs().pieces(file.name)


def read(file: StoredFile) -> bytes:
    """All of it in memory: for what is known to be small."""
    return b"".join(open_stream(file))
