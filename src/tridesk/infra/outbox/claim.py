"""Claiming: twenty due jobs at a time, each the first of its order, by moving their `run_at` ahead as a lease."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tridesk.infra.asking import ask_one
from tridesk.infra.outbox.leases import LEASE

BATCH = 20
_TOKEN = 32  # letters
_CLAIMING = 7_471_001  # the advisory lock's number; any would do that nobody else uses

# Only heads: the first unparked job of its queue and order key. A batch never holds two of one ticket for one
# reader, so a failing one cannot be overtaken.
_SQL = """
UPDATE infra_job SET run_at = %s, claim = %s, attempts = attempts + 1
WHERE id IN (
  SELECT j.id FROM infra_job j
  WHERE j.lane = %s AND j.parked_at IS NULL AND j.run_at <= %s
    AND (j.order_key = '' OR NOT EXISTS (
      SELECT 1 FROM infra_job e
      WHERE e.queue = j.queue AND e.order_key = j.order_key AND e.order_key <> ''
        AND e.parked_at IS NULL AND e.id < j.id))
  ORDER BY j.run_at, j.id LIMIT %s)
RETURNING id, queue, event_id, payload, attempts
"""


_ANY_DUE = "SELECT 1 FROM infra_job WHERE lane = %s AND parked_at IS NULL AND run_at <= %s LIMIT 1"


@dataclass(frozen=True, slots=True)
class Claimed:
    """One job in our hands until its lease ends; `token` proves it. `attempts` counts this try."""

    id: int
    queue: str
    event_id: int | None
    payload: str
    attempts: int
    token: str


def claim(lane: str, *, now: datetime, limit: int = BATCH, holder: str = "") -> list[Claimed]:
    """Takes up to `limit` due jobs of the lane, oldest first, all under one token that begins with `holder`.

    Claims are made one after the other (SQLite's write lock, PostgreSQL's advisory lock): two workers that
    looked at the same instant could otherwise both hold jobs of one order.
    """
    if ask_one(_ANY_DUE, lane, now) is None:
        return []  # the usual answer, and it needs no lock
    token = holder + secrets.token_hex(_TOKEN)[: _TOKEN - len(holder)]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIMING])
        cursor.execute(_SQL, [_db(now + LEASE), token, lane, _db(now), limit])
        rows: list[Any] = cursor.fetchall()
    return [
        Claimed(number, queue, event, payload, tries, token) for number, queue, event, payload, tries in sorted(rows)
    ]


def _db(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
