"""Tells waiting workers that there is work, without their asking the queue again and again.

PostgreSQL carries it by NOTIFY. On SQLite the waiter looks at `PRAGMA data_version`, a counter in memory that
moves when another connection commits: some microseconds a look, and it works across processes.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection

CHANNEL = "tridesk_work"
_SQLITE_LOOK = 0.02  # seconds
_ATTENTION = 0.5  # seconds after which `stopped` is asked again


def after_commit() -> None:
    """Wakes the workers when the present transaction commits; once, however often it is asked."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # The same NOTIFY twice in one transaction is sent once, and only if it commits.
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


class Waiter:
    """Waits for work on a connection of its own. Use it from one thread; after an error make another."""

    def __init__(self) -> None:
        self._wait = self._postgres if connection.vendor == "postgresql" else self._sqlite
        self._seen: int | None = None
        self._listening: object = None

    def wait(self, seconds: float, stopped: Callable[[], bool]) -> None:
        """Returns when there may be work, when `seconds` have passed, or soon after `stopped()` is true.

        Raises django.db.Error when the database does not answer.
        """
        deadline = time.monotonic() + seconds
        while not stopped() and (left := deadline - time.monotonic()) > 0:
            if self._wait(min(left, _ATTENTION)):
                return

    def _sqlite(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        with connection.cursor() as cursor:
            while True:
                version = cursor.execute("PRAGMA data_version").fetchone()[0]
                changed, self._seen = self._seen not in (None, version), version
                if changed:
                    return True
                if (left := deadline - time.monotonic()) <= 0:
                    return False
                time.sleep(min(_SQLITE_LOOK, left))

    def _postgres(self, seconds: float) -> bool:
        connection.ensure_connection()
        if self._listening is not connection.connection:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            self._listening = connection.connection
            return True  # what came before the LISTEN is not told again
        raw: Any = connection.connection
        with connection.wrap_database_errors:
            return any(True for _ in raw.notifies(timeout=seconds, stop_after=1))
