"""What a backup says of itself, and what can go wrong with one."""

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from tridesk.infra.files.incoming import PIECE
from tridesk.kernel.errors import DomainError

FORMAT = 1
NAME = "manifest.json"


class BackupError(DomainError):
    """Neither backup nor restore went on; `reason` is a code, the values say what a sentence needs.

    Making one: backup_exists(folder), source_damaged(path). Reading one: no_backup(folder), manifest_unreadable(path),
    newer_format(format), other_database(backup, target), database_damaged(path), file_missing(path),
    file_damaged(path), secret_key_missing(path). Putting it back: database_not_empty(name), files_not_empty(name),
    target_in_use(name). Either: program_missing(program), program_too_old(program,
    version, needed), program_failed(program, output), system_error(path, error), unsupported_database(name).
    """

    code = "backup"

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason=reason, **values)
        self.reason = reason


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`created` is UTC; sizes are bytes. `missing` are contents (SHA-256) that the database names and the
    storage no longer had whole: swept meanwhile because nobody used them, or lost before."""

    format: int = FORMAT
    version: str
    created: datetime
    database: str  # "sqlite" or "postgresql"
    database_sha256: str
    database_size: int
    files: int
    files_size: int
    files_new: int  # copied by this backup; the others lay in the folder already
    missing: tuple[str, ...] = ()
    secret_key: bool


def write(manifest: Manifest, folder: Path) -> None:
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    (folder / NAME).write_bytes(text + b"\n")


def read(folder: Path) -> Manifest:
    """Raises BackupError: manifest_unreadable or newer_format."""
    path = folder / NAME
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise BackupError("manifest_unreadable", path=str(path)) from error
    if manifest.format > FORMAT:
        raise BackupError("newer_format", format=manifest.format)
    return manifest


def checksum(path: Path) -> str:
    """SHA-256 of the file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while piece := handle.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
