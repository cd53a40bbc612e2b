"""SQLite: copied by its online backup, put back by exchanging the file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tridesk.infra.backup.copying import copy_file, sync
from tridesk.infra.backup.manifest import BackupError

PAGES = 2_000  # copied at once, about 8 MB


class Sqlite:
    kind = "sqlite"
    file_name = "database.sqlite3"

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._path = Path(connection.settings_dict["NAME"])

    def copy(self, to: Path) -> None:
        """In the write-ahead mode a reader keeps its instant while others write. So a read transaction is
        held: without it the online backup starts again at every write, and under load it never ends."""
        with closing(sqlite3.connect(self._path, isolation_level=None, timeout=30)) as source:
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            with closing(sqlite3.connect(to, isolation_level=None)) as target:
                source.backup(target, pages=PAGES)
                target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
                if target.execute("PRAGMA quick_check").fetchone() != ("ok",):
                    raise BackupError("source_damaged", path=str(self._path))

    def files_named(self, copy: Path) -> Iterator[tuple[str, int]]:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as database:
            try:
                yield from database.execute("SELECT sha256, size FROM infra_storedfile ORDER BY id")
            except sqlite3.DatabaseError as error:
                raise BackupError("database_damaged", path=str(copy)) from error

    def replace_by(self, copy: Path) -> None:
        fresh = self._path.with_name(f"{self._path.name}.restoring")
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            copy_file(copy, fresh)
            self._connection.close()
            self._retire()
            fresh.replace(self._path)
            sync(self._path.parent)
        finally:
            fresh.unlink(missing_ok=True)

    def _retire(self) -> None:
        """Leaving the write-ahead mode needs the file for oneself, folds the -wal back and removes it and the
        -shm: the old database stays whole until the exchange, and none of its leftovers meets the new one."""
        if self._path.exists():
            try:
                with closing(sqlite3.connect(self._path, isolation_level=None, timeout=1)) as old:
                    old.execute("PRAGMA journal_mode=DELETE").fetchone()
            except sqlite3.OperationalError as error:
                raise BackupError("target_in_use", name=str(self._path)) from error
            except sqlite3.DatabaseError:
                pass  # it is no database any more; that may be why somebody restores
        for beside in ("-wal", "-shm"):
            self._path.with_name(self._path.name + beside).unlink(missing_ok=True)
