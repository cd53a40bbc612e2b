"""One page of rows by the key of the row before: page 1,000 costs what page 1 does."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from tridesk.kernel.errors import InvalidError
from tridesk.kernel.paging import Page, decode_cursor, encode_cursor

MAX_LIMIT = 200


def page[Row](
    rows: QuerySet[Any, tuple[Any, ...]],
    *,
    key: Sequence[str],
    make: Callable[[tuple[Any, ...]], Row],
    cursor: str | None,
    limit: int,
    descending: bool = False,
) -> Page[Row]:
    """The page of a `values_list` whose first columns are those of `key`; `make` gets one row.

    `key` is one or two columns, the last unique. `limit` is 1 to 200. `newer` of the answer leads back,
    `older` leads on. Raises InvalidError for a cursor that is none of ours.
    """
    limit = max(1, min(limit, MAX_LIMIT))
    backwards, after = _read(cursor, len(key))
    falling = descending != backwards
    if after is not None:
        rows = rows.filter(_beyond(key, after, falling=falling))
    found = list(rows.order_by(*(f"-{column}" if falling else column for column in key))[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    has_newer, has_older = (more, True) if backwards else (after is not None, more)
    return Page(
        rows=[make(row) for row in found],
        newer=encode_cursor("b", *found[0][: len(key)]) if found and has_newer else None,
        older=encode_cursor("a", *found[-1][: len(key)]) if found and has_older else None,
    )


def _read(cursor: str | None, length: int) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    direction, *after = decode_cursor(cursor, length=length + 1)
    numbers_last = isinstance(after[-1], int) and not isinstance(after[-1], bool) and abs(after[-1]) < 2**63
    if direction not in ("a", "b") or not numbers_last or not all(isinstance(part, str) for part in after[:-1]):
        raise InvalidError(field="cursor", reason="malformed")
    return direction == "b", after


def _beyond(key: Sequence[str], after: Sequence[Any], *, falling: bool) -> Q:
    """Said so that an index on the key is walked from there.

    The first column bounds, the second breaks ties.
    """
    sign = "lt" if falling else "gt"
    if len(key) == 1:
        return Q(**{f"{key[0]}__{sign}": after[0]})
    first, last = key
    tie = Q(**{f"{first}__{sign}": after[0]}) | Q(**{f"{last}__{sign}": after[1]})
    return Q(**{f"{first}__{sign}e": after[0]}) & tie
