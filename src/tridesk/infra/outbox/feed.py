"""The whole log from a point on, for programs that follow it: nothing is passed over, nothing comes twice.

Ids are given before a commit: a slow transaction's line appears with a lower id than one that was read long ago. So
lines are read in the order of their transactions, and only those before the oldest transaction that still runs: one
that does not end holds the feed up, and nothing else. On SQLite, which writes one after the other, ids are that order.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from tridesk.infra.asking import Row, ask, ask_one, marks, moment, tell
from tridesk.infra.models import EventRecord
from tridesk.infra.outbox.log import Line
from tridesk.infra.outbox.work import decode
from tridesk.kernel.events import event_type
from tridesk.kernel.ids import EventId

_COLUMNS = "coalesce(tx, 0), id, at, name, stream, audit, by, ip, data"
# The first transaction that was still running when this statement began, of this database: those of others, as far as
# we may see whose they are, write nothing here. What ended since is in nobody's list and so counts as ours.
_SETTLED = """
tx < coalesce((SELECT max(start) FROM infra_event_era), 0) + (
  SELECT coalesce(
    (SELECT min(x) FROM txid_snapshot_xip(snapshot) AS x WHERE x %% 4294967296 NOT IN (
      SELECT backend_xid::text::bigint FROM pg_stat_activity
      WHERE datname <> current_database() AND backend_xid IS NOT NULL)),
    txid_snapshot_xmax(snapshot))
  FROM txid_current_snapshot() AS snapshot)
"""
_POSTGRES = f"""
SELECT {_COLUMNS} FROM infra_event WHERE (tx, id) > (%s, %s) AND {_SETTLED} {{}} ORDER BY tx, id LIMIT %s
"""  # noqa: S608 - columns of our own
_SQLITE = f"SELECT {_COLUMNS} FROM infra_event WHERE id > %s {{}} ORDER BY id LIMIT %s"  # noqa: S608
_END_POSTGRES = f"SELECT tx, id FROM infra_event WHERE {_SETTLED} ORDER BY tx DESC, id DESC LIMIT 1"  # noqa: S608
_END_SQLITE = "SELECT 0, id FROM infra_event ORDER BY id DESC LIMIT 1"
_NEW_ERA = """
INSERT INTO infra_event_era (start) SELECT highest FROM (SELECT max(tx) AS highest FROM infra_event) AS seen
WHERE highest >= coalesce((SELECT max(start) FROM infra_event_era), 0) + txid_current()
"""


@dataclass(frozen=True, order=True, slots=True)
class Position:
    """A place in the log; the least is before everything."""

    tx: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A line and its place. `line` is None for one that a newer version wrote."""

    at: Position
    line: Line | None


def after(position: Position, *, names: Collection[str] = (), limit: int = 100) -> list[Found]:
    """The lines after a place, in their order; with `names` only events called so."""
    narrowed = f"AND name IN ({marks(names)})" if names else ""
    if connection.vendor == "postgresql":
        rows = ask(_POSTGRES.format(narrowed), position.tx, position.id, *names, limit)
    else:
        rows = ask(_SQLITE.format(narrowed), position.id, *names, limit)
    return [_found(row) for row in rows]


def end() -> Position:
    """The place of the last line that may be read now."""
    row = ask_one(_END_POSTGRES if connection.vendor == "postgresql" else _END_SQLITE)
    return Position(*row) if row else Position()


def begin_era() -> bool:
    """After a database came to another server, whose count of transactions is lower: later lines are to stay later.

    Does nothing where it need not; returns whether it did.
    """
    return connection.vendor == "postgresql" and bool(tell(_NEW_ERA))


def _found(row: Row) -> Found:
    tx, number, at, name, stream, audit, by, ip, data = row
    record = EventRecord(
        id=number, at=moment(at), name=name, stream=stream, audit=bool(audit), by=by, ip=ip, data=data, tx=tx
    )
    known = event_type(name) is not None
    return Found(Position(tx, number), Line(EventId(number), decode(record)) if known else None)
