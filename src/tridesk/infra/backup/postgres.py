"""PostgreSQL: copied by pg_dump, put back by pg_restore and psql in one transaction."""

import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from tridesk.infra.backup.manifest import BackupError
from tridesk.infra.backup.programs import environment, require, run

# What the copy does not know (tables of a newer version, and what hangs on them) must not stand in its way.
_CLEAR = b"""
DO $clear$
DECLARE item record;
BEGIN
  FOR item IN SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', item.name);
  END LOOP;
  FOR item IN SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind IN ('f', 'p')
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE 'DROP ROUTINE IF EXISTS ' || item.name || ' CASCADE';
  END LOOP;
END $clear$;
"""
_OTHERS = """
SELECT 1 FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' LIMIT 1
"""
_BLOCK = 1 << 20


class Postgres:
    kind = "postgresql"
    file_name = "database.dump"

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._environment = environment(connection.settings_dict)

    def copy(self, to: Path) -> None:
        """pg_dump reads everything in one snapshot and holds up nobody who reads or writes rows."""
        require("pg_dump", at_least=self._server_major())
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={to}"]
        run("pg_dump", *options, environment=self._environment)

    def files_named(self, copy: Path) -> Iterator[tuple[str, int]]:
        require("pg_restore")
        command = ["pg_restore", "--data-only", "--table=infra_storedfile", "--file=-", str(copy)]
        with tempfile.TemporaryFile() as errors:
            with subprocess.Popen(  # noqa: S603
                command, stdout=subprocess.PIPE, stderr=errors, text=True
            ) as process:
                yield from _rows(process.stdout or [])
            if process.returncode:
                raise _failed("pg_restore", errors)

    def replace_by(self, copy: Path) -> None:
        require("pg_restore", at_least=self._server_major())
        require("psql", at_least=self._server_major())
        with self._connection.cursor() as cursor:
            cursor.execute(_OTHERS)
            if cursor.fetchone():
                raise BackupError("target_in_use", name=self._connection.settings_dict["NAME"])
        self._connection.close()
        self._restore(copy)

    def _restore(self, copy: Path) -> None:
        options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--file=-"]
        maker = ["pg_restore", *options, str(copy)]
        filler = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
        with tempfile.TemporaryFile() as made, tempfile.TemporaryFile() as filled:
            with (
                subprocess.Popen(maker, stdout=subprocess.PIPE, stderr=made) as source,  # noqa: S603
                subprocess.Popen(  # noqa: S603
                    filler, stdin=subprocess.PIPE, stderr=filled, env=self._environment
                ) as target,
            ):
                _pass_on(source, target)
            if target.returncode:
                raise _failed("psql", filled)
            if source.returncode:
                raise _failed("pg_restore", made)

    def _server_major(self) -> int:
        self._connection.ensure_connection()
        return int(self._connection.pg_version) // 10_000


def _pass_on(source: subprocess.Popen[bytes], target: subprocess.Popen[bytes]) -> None:
    """The script from one to the other. COMMIT is only said when all of it was made: psql, left without
    another word, goes away and the server takes everything back."""
    script, psql = cast("IO[bytes]", source.stdout), cast("IO[bytes]", target.stdin)
    try:
        psql.write(b"BEGIN;\n" + _CLEAR)
        while block := script.read(_BLOCK):
            psql.write(block)
        if source.wait() == 0:
            psql.write(b"\nCOMMIT;\n")
        psql.close()
    except BrokenPipeError:
        source.kill()  # psql has stopped at an error, and says which
        with suppress(BrokenPipeError):
            psql.close()


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The rows of the COPY statement for our table; it says the order of its columns itself."""
    columns: list[str] | None = None
    for line in lines:
        if columns is None:
            if line.startswith("COPY "):
                columns = [name.strip() for name in line.partition("(")[2].partition(")")[0].split(",")]
        elif line.startswith("\\."):
            columns = None
        else:
            row = dict(zip(columns, line.rstrip("\n").split("\t"), strict=True))
            yield row["sha256"], int(row["size"])


def _failed(program: str, errors: IO[bytes]) -> BackupError:
    errors.seek(0)
    return BackupError("program_failed", program=program, output=errors.read().decode(errors="replace").strip())
