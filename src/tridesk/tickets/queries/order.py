"""The orders of a list, and how a page goes on where the one before it ended."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from tridesk.infra.prepared import Place
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.paging import decode_cursor, encode_cursor
from tridesk.tickets.models import Ticket


class Sort(StrEnum):
    UPDATED = "updated"  # latest activity first
    OLDEST = "oldest"  # longest without activity first
    CREATED = "created"  # newest number first
    PRIORITY = "priority"  # most urgent first, then latest activity


# column, descending
_ORDER: dict[Sort, tuple[tuple[str, bool], ...]] = {
    Sort.UPDATED: (("updated_at", True), ("id", True)),
    Sort.OLDEST: (("updated_at", False), ("id", False)),
    Sort.CREATED: (("id", True),),
    Sort.PRIORITY: (("priority", False), ("updated_at", True), ("id", True)),
}


def from_cursor(*, rows: "QuerySet[Ticket]", sort: Sort, cursor: str) -> "tuple[bool, QuerySet[Ticket]]":
    """The rows in order from there on, and whether that is backwards. Raises InvalidError."""
    if not cursor:
        return False, _ordered(rows, sort, backwards=False)
    backwards, key = key_of(sort=sort, cursor=cursor)
    rows = rows.filter(_beyond(_ORDER[sort], list(key.values()), backwards=backwards))
    return backwards, _ordered(rows, sort, backwards=backwards)


def key_of(*, sort: Sort, cursor: str) -> tuple[bool, dict[str, Any]]:
    """Whether a cursor leads backwards, and the row it leads on from, by column. Raises InvalidError."""
    order = _ORDER[sort]
    name, way, *key = decode_cursor(cursor, length=len(order) + 2)
    if name != sort.value:
        raise InvalidError(field="cursor", reason="other_sort")
    return way == "n", {column: _value(column, raw) for (column, _), raw in zip(order, key, strict=True)}


def from_any(*, rows: "QuerySet[Ticket]", sort: Sort, backwards: bool) -> "QuerySet[Ticket]":
    """The rows from a key on that is handed over when they are asked, under the names of its columns."""
    key = [Place(column) for column, _ in _ORDER[sort]]
    return _ordered(rows.filter(_beyond(_ORDER[sort], key, backwards=backwards)), sort, backwards=backwards)


def _ordered(rows: "QuerySet[Ticket]", sort: Sort, *, backwards: bool) -> "QuerySet[Ticket]":
    return rows.order_by(*(f"{'-' if descending != backwards else ''}{column}" for column, descending in _ORDER[sort]))


def _beyond(order: tuple[tuple[str, bool], ...], key: list[Any], *, backwards: bool) -> Q:
    """Rows after `key` in the order. The outer bound is redundant and lets the index start at the right place."""
    condition = Q()
    equal = Q()
    for (column, descending), value in zip(order, key, strict=True):
        less = descending != backwards
        condition |= equal & Q(**{f"{column}__{'lt' if less else 'gt'}": value})
        equal &= Q(**{column: value})
    first, descending = order[0]
    return Q(**{f"{first}__{'lte' if descending != backwards else 'gte'}": key[0]}) & condition


def _value(column: str, raw: Any) -> Any:
    try:
        value = datetime.fromisoformat(raw) if column.endswith("_at") else int(raw)
    except (TypeError, ValueError):
        raise InvalidError(field="cursor", reason="malformed") from None
    if isinstance(value, datetime) and value.tzinfo is None:
        raise InvalidError(field="cursor", reason="malformed")
    return value


def cursor_of(*, row: object, sort: Sort, backwards: bool) -> str:
    """The cursor that leads on from this row; the row has the columns of the sort as attributes."""
    key = (getattr(row, column) for column, _ in _ORDER[sort])
    plain = (part.isoformat() if isinstance(part, datetime) else part for part in key)
    return encode_cursor(sort.value, "n" if backwards else "o", *plain)
