"""A content on its way in: written to a temporary file and hashed as it comes, never held in memory."""

import hashlib
import os
import tempfile
import weakref
from pathlib import Path
from typing import BinaryIO, Self

PREFIX = "in-"
PIECE = 65_536  # bytes; what is read or written at once


class Incoming:
    """A temporary file, readable by its owner alone, that is removed when it is discarded or forgotten."""

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        handle, path = tempfile.mkstemp(prefix=PREFIX, dir=folder)
        self.path = Path(path)
        self.file: BinaryIO = os.fdopen(handle, "w+b")
        self.size = 0
        self._hash = hashlib.sha256()
        self._remove = weakref.finalize(self, _remove, self.file, self.path)

    @property
    def sha256(self) -> str:
        """Of what was written so far, in lower-case hexadecimal digits."""
        return self._hash.hexdigest()

    def write(self, piece: bytes) -> None:
        self.file.write(piece)
        self._hash.update(piece)
        self.size += len(piece)

    def discard(self) -> None:
        """Removes the file unless a storage has taken it; may be called again."""
        self._remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()


def _remove(file: BinaryIO, path: Path) -> None:
    file.close()
    path.unlink(missing_ok=True)
