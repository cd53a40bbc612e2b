"""Settings of a test run: a data folder of its own, a database of its own, nothing of the developer's.

`TRIDESK_TEST_DATABASE` is `sqlite` (default) or `postgres`; `TRIDESK_TEST_POSTGRES_URL` says where
PostgreSQL is.
"""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

POSTGRES_URL = os.environ.get("TRIDESK_TEST_POSTGRES_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
DATABASE = os.environ.get("TRIDESK_TEST_DATABASE") or "sqlite"
_OURS = ("TRIDESK_TEST_", "TRIDESK_BENCH_", "TRIDESK_FUZZ_")


def prepare() -> Path:
    """Sets the environment before Django's settings are imported; returns the data folder of this process."""
    if DATABASE not in {"sqlite", "postgres"}:
        raise SystemExit(f"TRIDESK_TEST_DATABASE is {DATABASE!r}; it must be sqlite or postgres")
    if "django.conf" in sys.modules and sys.modules["django.conf"].settings.configured:
        raise SystemExit("settings are loaded already: run the tests without DJANGO_SETTINGS_MODULE and --ds")
    for name in [name for name in os.environ if name.startswith("TRIDESK_") and not name.startswith(_OURS)]:
        del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="tridesk-test-"))
    owner = os.getpid()
    atexit.register(lambda: shutil.rmtree(folder, ignore_errors=True) if os.getpid() == owner else None)
    (folder / "tridesk.toml").touch()  # or the one in the present folder would be read
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tridesk.bootstrap.settings",
        "TRIDESK_CONFIG": str(folder / "tridesk.toml"),
        "TRIDESK_DATA_DIR": str(folder),
        "TRIDESK_SECRET_KEY": "a key that only tests know",
        "TRIDESK_CHECK_ORIGIN": "false",  # a test that asks name servers starts its own
        "TRIDESK_DNS": "127.0.0.1:9",
    }
    if DATABASE == "postgres":
        os.environ["TRIDESK_DATABASE_URL"] = postgres_url(f"tridesk_{_run()}")
    return folder


def postgres_url(name: str) -> str:
    """The address of the database `name` on the tests' server."""
    return urlunsplit(urlsplit(POSTGRES_URL)._replace(path=f"/{name}"))


def tune(folder: Path) -> None:
    """What only tests may have: a cheap password hash, and SQLite without waiting for the disk."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["tests.hashing.CheapArgon2"]
    default = settings.DATABASES["default"]
    if DATABASE == "sqlite":
        # A file and not memory: threads and live servers must meet the locks that the product meets.
        default.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")
        options = default["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    else:
        from django.db.backends.postgresql.operations import DatabaseOperations

        DatabaseOperations.sql_flush = _emptied_row_by_row  # type: ignore[method-assign]


def _run() -> str:
    """Tells runs on one server apart; all workers of a run have the same."""
    return (os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"p{os.getpid()}")[:12]


def _emptied_row_by_row(
    self: Any, style: Any, tables: Iterable[str], *, reset_sequences: bool = False, allow_cascade: bool = False
) -> list[str]:
    """Few rows are deleted ten times as fast as fifty tables are truncated; foreign keys are looked at in the end."""
    assert not reset_sequences
    return [f"DELETE FROM {self.quote_name(table)};" for table in tables]
