"""Commits that need not wait for the disk, in threads whose work can be repeated from what is stored already.

A power cut may take the last moments of such work, always whole transactions and always the last ones: the jobs are
there again and run again. Whatever leaves the house waits: a mail is sent by a lane whose own commits wait, and a
commit that waits takes all earlier ones to the disk with it. SQLite: synchronous=NORMAL, PostgreSQL:
synchronous_commit=off.
"""

import threading
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

_STATEMENT = {"sqlite": "PRAGMA synchronous=NORMAL", "postgresql": "SET synchronous_commit TO off"}
_this = threading.local()


def repeatable() -> None:
    """From now on the commits of this thread do not wait for the disk, on whatever connection it opens."""
    _this.repeatable = True
    if connection.connection is not None:
        _relax(connection)


def _relax(opened: Any) -> None:
    with opened.cursor() as cursor:
        cursor.execute(_STATEMENT[opened.vendor])


def _on_connect(connection: Any, **_: object) -> None:
    if getattr(_this, "repeatable", False):
        _relax(connection)


connection_created.connect(_on_connect, dispatch_uid="tridesk.infra.durability")
