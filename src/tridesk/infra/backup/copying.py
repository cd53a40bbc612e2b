"""Copying so that a thing is whole and durable when it has its name."""

import hashlib
import os
import shutil
from pathlib import Path

from tridesk.infra.files.incoming import Incoming
from tridesk.infra.files.storage import Blobs
from tridesk.infra.models import StoredFile


def copy_file(source: Path, to: Path) -> None:
    """A copy that its owner alone can read; on the disk when it returns."""
    to.unlink(missing_ok=True)
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as reader, os.fdopen(handle, "wb") as writer:
        shutil.copyfileobj(reader, writer, 1 << 20)
        writer.flush()
        os.fsync(writer.fileno())


def copy_content(file: StoredFile, source: Blobs, to: Blobs) -> bool:
    """From one storage to another, streamed; False, and nothing kept, when it is not there or not what it
    should be."""
    try:
        pieces = source.pieces(file.name)
    except FileNotFoundError:
        return False
    with Incoming(to.incoming) as incoming:
        for piece in pieces:
            incoming.write(piece)
        if incoming.sha256 != file.sha256:
            return False
        incoming.file.flush()
        to.take(file.name, incoming.path)
    return True


def is_whole(file: StoredFile, storage: Blobs) -> bool:
    """Whether the storage has it and its bytes are the right ones."""
    digest = hashlib.sha256()
    try:
        for piece in storage.pieces(file.name):
            digest.update(piece)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == file.sha256


def sync(path: Path) -> None:
    """Waits until the disk has the file, or the folder's entries."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
