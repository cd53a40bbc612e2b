"""Constant text asked of the database, for the hottest statements of the house: putting a simple query together through
the ORM costs ten times what the database needs to answer it.

The text is written by hand, never put together from words of people; values are always handed over apart.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.db import connection

type Row = tuple[Any, ...]
type Value = str | int | bool | datetime | None


def ask(sql: str, *values: Value) -> list[Row]:
    """All rows of the answer, as the database gives them: `moment` and `bool` make of SQLite's what was meant."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapted(value) for value in values])
        rows: list[Row] = cursor.fetchall()
        return rows


def ask_one(sql: str, *values: Value) -> Row | None:
    """The first row, or None."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapted(value) for value in values])
        row: Row | None = cursor.fetchone()
        return row


def tell(sql: str, *values: Value) -> int:
    """Runs a statement that answers nothing; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapted(value) for value in values])
        return int(cursor.rowcount)


def marks(values: Collection[object]) -> str:
    """The placeholders of a list: `IN (...)`. There must be at least one value."""
    return ", ".join(["%s"] * len(values))


def moment(value: str | datetime) -> datetime:
    """A time of the answer, with its zone: SQLite gives text, which is UTC and says no zone."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def adapted(value: Value) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
