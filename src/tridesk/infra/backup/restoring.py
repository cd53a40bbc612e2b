"""Putting a backup back: everything is checked before anything is changed."""

from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings

from tridesk.infra.backup import database as databases
from tridesk.infra.backup import manifest as manifests
from tridesk.infra.backup.copying import copy_content, copy_file, is_whole
from tridesk.infra.backup.manifest import BackupError, Manifest
from tridesk.infra.backup.taking import FILES, SECRET_KEY
from tridesk.infra.files.storage import NAME, LocalBlobs, blobs
from tridesk.infra.models import StoredFile


def restore(directory: Path, *, overwrite: bool = False, defaults: Collection[str] = ()) -> Manifest:
    """Puts the newest backup of the folder (or the dated folder that is given) in the place of what is here.

    Nobody else may be connected. Refuses when the database or the storage holds anything, unless `overwrite`;
    what stands in the tables `defaults` counts for nothing. A backup of an older version is to be migrated
    afterwards. Files that only the old database named stay until they are swept. Raises BackupError, and then the
    old database is as it was.
    """
    folder = _find(directory)
    try:
        return _put_back(folder, overwrite=overwrite, defaults=defaults)
    except OSError as error:
        raise BackupError("system_error", path=str(error.filename or folder), error=error.strerror or "") from error


def _put_back(folder: Path, *, overwrite: bool, defaults: Collection[str]) -> Manifest:
    manifest = manifests.read(folder)
    database = databases.of_this_installation()
    if manifest.database != database.kind:
        raise BackupError("other_database", backup=manifest.database, target=database.kind)
    if not overwrite:
        _require_empty(defaults)
    copy = folder / database.file_name
    kept = LocalBlobs(str(folder.parent / FILES))
    _verify(folder, copy, manifest)
    for file in _named(database, copy, manifest):
        if not is_whole(file, kept):
            reason = "file_damaged" if kept.exists(file.name) else "file_missing"
            raise BackupError(reason, path=kept.path(file.name))
    for file in _named(database, copy, manifest):
        if not is_whole(file, blobs()) and not copy_content(file, kept, blobs()):
            raise BackupError("file_damaged", path=kept.path(file.name))
    key = Path(settings.CONFIG.data_dir) / SECRET_KEY
    fresh = key.with_name(f"{SECRET_KEY}.restoring")
    try:
        if manifest.secret_key:  # made ready first: what may fail has failed before the database is exchanged
            key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            copy_file(folder / SECRET_KEY, fresh)
        database.replace_by(copy)
        if manifest.secret_key:
            fresh.replace(key)
    finally:
        fresh.unlink(missing_ok=True)
    return manifest


def _find(directory: Path) -> Path:
    if (directory / manifests.NAME).is_file():
        return directory.absolute()
    found = sorted(path.parent for path in directory.glob(f"[0-9]*/{manifests.NAME}"))
    if not found:
        raise BackupError("no_backup", folder=str(directory))
    return found[-1].absolute()


def _require_empty(defaults: Collection[str]) -> None:
    if table := databases.table_with_rows(besides=defaults):
        raise BackupError("database_not_empty", name=table)
    if blob := next(iter(blobs().listing()), None):
        raise BackupError("files_not_empty", name=blob.name)


def _verify(folder: Path, copy: Path, manifest: Manifest) -> None:
    if not copy.is_file() or manifests.checksum(copy) != manifest.database_sha256:
        raise BackupError("database_damaged", path=str(copy))
    if manifest.secret_key and not (folder / SECRET_KEY).is_file():
        raise BackupError("secret_key_missing", path=str(folder / SECRET_KEY))


def _named(database: databases.Database, copy: Path, manifest: Manifest) -> Iterator[StoredFile]:
    """The contents that the backup has; read again each time, as there may be a million."""
    without = set(manifest.missing)
    for sha256, size in database.files_named(copy):
        if sha256 not in without:
            file = StoredFile(sha256=sha256, size=size)
            if not NAME.fullmatch(file.name):  # its name becomes a path
                raise BackupError("database_damaged", path=str(copy))
            yield file
