"""Taking a backup while everybody goes on working."""

import logging
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

import tridesk
from tridesk.infra.backup import database as databases
from tridesk.infra.backup import manifest as manifests
from tridesk.infra.backup.copying import copy_content, copy_file, sync
from tridesk.infra.backup.manifest import BackupError, Manifest
from tridesk.infra.files.storage import LocalBlobs, blobs
from tridesk.infra.models import StoredFile

log = logging.getLogger(__name__)
DRAFTS_STAY = timedelta(days=1)
FILES = "files"
SECRET_KEY = "secret.key"  # noqa: S105  # a file's name


def backup(directory: Path, *, now: datetime) -> Manifest:
    """Makes a new backup in `directory` (made when absent); its layout is in the package's docstring.

    The database first, then the files that its copy names: whatever is written meanwhile belongs to the next
    backup, and a content once named stays where it is. An interrupted one leaves no dated folder. Raises
    BackupError.
    """
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder, draft = directory / stamp, directory / f".{stamp}.incomplete"
    if folder.exists():
        raise BackupError("backup_exists", folder=str(folder))
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear_drafts(directory, before=now - DRAFTS_STAY)
        draft.mkdir(mode=0o700)
        made = _fill(draft, LocalBlobs(str(directory / FILES)), now)
        draft.rename(folder)
        sync(directory)
    except OSError as error:
        raise BackupError("system_error", path=str(error.filename or directory), error=error.strerror or "") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return made


def _clear_drafts(directory: Path, *, before: datetime) -> None:
    """What a backup that was killed has left; one that is being made is younger."""
    for draft in directory.glob(".*.incomplete"):
        if draft.stat().st_mtime < before.timestamp():
            shutil.rmtree(draft, ignore_errors=True)


def _fill(draft: Path, kept: LocalBlobs, now: datetime) -> Manifest:
    database = databases.of_this_installation()
    copy = draft / database.file_name
    database.copy(copy)
    copy.chmod(0o600)
    sync(copy)
    count, total, new, missing = 0, 0, 0, []
    for sha256, size in database.files_named(copy):
        there = _keep(StoredFile(sha256=sha256, size=size), kept)
        if there == "missing":
            missing.append(sha256)
            continue
        count, total, new = count + 1, total + size, new + (there == "new")
    made = Manifest(
        version=tridesk.__version__,
        created=now,
        database=database.kind,
        database_sha256=manifests.checksum(copy),
        database_size=copy.stat().st_size,
        files=count,
        files_size=total,
        files_new=new,
        missing=tuple(missing),
        secret_key=_keep_secret_key(draft),
    )
    manifests.write(made, draft)
    return made


def _keep(file: StoredFile, kept: LocalBlobs) -> str:
    """One content: "there" already, "new", or "missing"."""
    if kept.exists(file.name) and kept.size(file.name) == file.size:
        return "there"
    if copy_content(file, blobs(), kept):
        return "new"
    log.warning("file %s is not in the storage, or damaged: the backup goes without it", file.sha256)
    return "missing"


def _keep_secret_key(draft: Path) -> bool:
    """Without it sealed passwords of mailboxes cannot be read again. Given as a setting, it is kept there."""
    path = Path(settings.CONFIG.data_dir) / SECRET_KEY
    if settings.CONFIG.secret_key or not path.exists():
        return False
    copy_file(path, draft / SECRET_KEY)
    return True
