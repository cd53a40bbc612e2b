"""Tells waiting workers that there is work, without their asking the queue again and again.

PostgreSQL carries it by NOTIFY. On SQLite the waiter looks at `PRAGMA data_version`, a counter in memory that
moves when another connection commits: some microseconds a look, and it works across processes.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection

CHANNEL = "tridesk_work"
ANY: frozenset[str] = frozenset()  # work may be in any lane
_ALL = ""  # as NOTIFY says it; an older version names no lane either
_LOOK = 0.02  # seconds between looks: what is told faster than that is heard together
_ATTENTION = 0.5  # seconds after which `stopped` is asked again


def after_commit(*lanes: str) -> None:
    """Wakes the workers when the present transaction commits, of these lanes or of all; once, however often it is
    asked."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for lane in lanes or (_ALL,):
                # The same NOTIFY twice in one transaction is sent once, and only if it commits.
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, lane])


class Waiter:
    """Waits for work on a connection of its own. Use it from one thread; after an error make another."""

    def __init__(self) -> None:
        self._wait = self._postgres if connection.vendor == "postgresql" else self._sqlite
        self._seen: int | None = None
        self._listening: object = None
        self._heard_at = 0.0

    def wait(self, seconds: float, stopped: Callable[[], bool]) -> frozenset[str]:
        """Returns when there may be work, when `seconds` have passed, or soon after `stopped()` is true: the lanes that
        were named, ANY where none was.

        Raises django.db.Error when the database does not answer.
        """
        deadline = time.monotonic() + seconds
        while not stopped() and (left := deadline - time.monotonic()) > 0:
            if (lanes := self._wait(min(left, _ATTENTION))) is not None:
                return lanes
        return ANY

    def _sqlite(self, seconds: float) -> frozenset[str] | None:
        deadline = time.monotonic() + seconds
        with connection.cursor() as cursor:
            while True:
                version = cursor.execute("PRAGMA data_version").fetchone()[0]
                changed, self._seen = self._seen not in (None, version), version
                if changed:
                    return ANY
                if (left := deadline - time.monotonic()) <= 0:
                    return None
                time.sleep(min(_LOOK, left))

    def _postgres(self, seconds: float) -> frozenset[str] | None:
        connection.ensure_connection()
        if self._listening is not connection.connection:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            self._listening = connection.connection
            return ANY  # what came before the LISTEN is not told again
        time.sleep(max(0.0, self._heard_at + _LOOK - time.monotonic()))
        raw: Any = connection.connection
        with connection.wrap_database_errors:
            lanes = frozenset(told.payload for told in raw.notifies(timeout=seconds, stop_after=1))
        self._heard_at = time.monotonic()
        return ANY if _ALL in lanes else lanes or None
