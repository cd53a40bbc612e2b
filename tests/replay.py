"""What many tests begin with is built once in a process and laid down again as rows afterwards.

The first test builds it through the product's own actions; what that wrote is read from the tables. Later tests, each
in a transaction that is rolled back, get the same rows with the same numbers, and the same result. Where the desk is
not as it was then (other roles, other people), it is built anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from tridesk.infra.files.storage import blobs

type Table = tuple[str, tuple[str, ...]]
type Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Recording:
    result: Any
    inserts: tuple[tuple[str, list[Any]], ...]
    blobs: tuple[str, ...]


_recordings: dict[object, _Recording] = {}


def rolls_back(request: pytest.FixtureRequest) -> bool:
    """Whether nothing of this test is ever committed."""
    marker = request.node.get_closest_marker("django_db")
    committed = {"transactional_db", "live_server"} & set(request.fixturenames)
    return not committed and not (marker and marker.kwargs.get("transaction"))


def replayed[Result](name: str, build: Callable[[], Result]) -> Result:
    """What `build` gives; inside of a test's transaction only. It must add rows and change none."""
    key = (name, _start())
    known = _recordings.get(key)
    if known is not None and all(blobs().exists(blob) for blob in known.blobs):
        with connection.cursor() as cursor:
            for sql, values in known.inserts:
                cursor.execute(sql, values)
        result: Result = known.result
        return result
    tables = _tables()
    before = {table: _rows(table) for table in tables}
    result = build()
    after = {table: _rows(table) for table in tables}
    if all(before[table] <= after[table] for table in tables):
        fresh = {table: after[table] - before[table] for table in tables}
        stored = ("infra_storedfile", next(columns for name, columns in tables if name == "infra_storedfile"))
        _recordings[key] = _Recording(
            result,
            tuple(_insert(table, rows) for table, rows in fresh.items() if rows),
            tuple(f"{sha[:2]}/{sha[2:4]}/{sha}" for sha in _column(stored, fresh[stored], "sha256")),
        )
    return result


def _start() -> object:
    """What a recording depends on: which roles and teams there are, and that nobody was there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'role', id FROM identity_role UNION ALL SELECT 'team', id FROM identity_team "
            "UNION ALL SELECT 'person', id FROM identity_person ORDER BY 1, 2"
        )
        return tuple(cursor.fetchall())


def _tables() -> list[Table]:
    return [
        (model._meta.db_table, tuple(str(f.column) for f in _fields(model)))
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model._meta.managed
    ]


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _rows(table: Table) -> set[Row]:
    name, columns = table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_named(columns)} FROM {_named([name])}")
        return set(cursor.fetchall())


def _insert(table: Table, rows: set[Row]) -> tuple[str, list[Any]]:
    name, columns = table
    row = f"({', '.join(['%s'] * len(columns))})"
    sql = f"INSERT INTO {_named([name])} ({_named(columns)}) VALUES {', '.join([row] * len(rows))}"
    return sql, [value for values in sorted(rows, key=repr) for value in values]


def _column(table: Table, rows: set[Row], column: str) -> list[str]:
    place = table[1].index(column)
    return [str(row[place]) for row in rows]


def _named(names: Any) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)
