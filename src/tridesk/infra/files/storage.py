"""Where contents lie: what every storage can do, and the folder on this machine."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from django.core.files.storage import FileSystemStorage, storages
from django.utils.deconstruct import deconstructible

from tridesk.infra.files.incoming import PIECE, Incoming
from tridesk.infra.files.pieces import Pieces

NAME = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")


@dataclass(frozen=True, slots=True)
class Blob:
    """One content as the storage lists it; `modified` is UTC."""

    name: str
    size: int
    modified: datetime

    @property
    def sha256(self) -> str:
        return self.name.rpartition("/")[2]


class Blobs(Protocol):
    """What the house asks of a storage. Names are those of `StoredFile.name`."""

    @property
    def incoming(self) -> Path:
        """The folder for temporary files, best on the file system of the contents."""

    def exists(self, name: str) -> bool: ...

    def size(self, name: str) -> int:
        """In bytes; raises FileNotFoundError."""

    def delete(self, name: str) -> None:
        """Also when it is gone already."""

    def take(self, name: str, path: Path) -> None:
        """Keeps the file's bytes under the name, all or nothing, durable on return. May move the file."""

    def pieces(self, name: str, *, start: int = 0, length: int | None = None) -> Pieces:
        """At most `length` bytes from `start` on, in pieces of at most 64 KiB; raises FileNotFoundError at once."""

    def listing(self) -> Iterator[Blob]:
        """Every content, in any order; what has another name than ours is left out."""


def blobs() -> Blobs:
    """The storage that this installation is configured for."""
    return cast("Blobs", storages["default"])


@deconstructible(path="tridesk.infra.files.storage.LocalBlobs")
class LocalBlobs(FileSystemStorage):
    """A folder on this machine, closed to its other users. Contents appear under their names only whole."""

    def __init__(self, location: str | None = None) -> None:
        super().__init__(location=location, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def incoming(self) -> Path:
        return Path(self.location) / ".incoming"

    def take(self, name: str, path: Path) -> None:
        goal = Path(self.path(name))
        self._make_folders(goal.parent)
        _sync(path)
        path.replace(goal)
        _sync(goal.parent)

    def pieces(self, name: str, *, start: int = 0, length: int | None = None) -> Pieces:
        handle = Path(self.path(name)).open("rb")  # noqa: SIM115  # Pieces closes it
        handle.seek(start)
        return Pieces(_bounded(handle, length), handle)

    def delete(self, name: str) -> None:
        Path(self.path(name)).unlink(missing_ok=True)

    def listing(self) -> Iterator[Blob]:
        root = Path(self.location)
        for path in root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            name = path.relative_to(root).as_posix()
            if NAME.fullmatch(name):
                with suppress(FileNotFoundError):  # swept since it was listed
                    facts = path.stat()
                    yield Blob(name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002
        """The name itself: who saves it again saves the same bytes."""
        return name

    def _save(self, name: str, content: Any) -> str:
        with Incoming(self.incoming) as incoming:
            for piece in content.chunks(PIECE):
                incoming.write(piece)
            incoming.file.flush()
            self.take(name, incoming.path)
        return name

    def _make_folders(self, folder: Path) -> None:
        """Each level closed to others and entered durably in the one above."""
        if folder.is_dir():
            return
        if folder == Path(self.location):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return
        self._make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)


def _bounded(handle: BinaryIO, length: int | None) -> Iterator[bytes]:
    while piece := handle.read(PIECE if length is None else min(PIECE, length)):
        length = None if length is None else length - len(piece)
        yield piece


def _sync(path: Path) -> None:
    """Waits until the disk has it; of a folder: its entries."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
