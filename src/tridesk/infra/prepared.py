"""Queries put together once and asked many times: for a hot page the putting together costs more than the asking."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

_MOST = 2000  # kept at a time; each is a few kilobytes of text


class Prepared:
    """A queryset of plain rows (`values_list`) as finished SQL with its values and converters."""

    def __init__(self, queryset: "QuerySet[Any, Any]") -> None:
        self._using = queryset.db
        self._sql, self._values = "", ()
        compiler = queryset.query.get_compiler(self._using)
        try:
            self._sql, self._values = compiler.as_sql()
        except EmptyResultSet:  # `in` nothing: there is nothing to ask
            return
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        self._converters = compiler.get_converters(columns)
        self._compiler = compiler

    def rows(self) -> list[tuple[Any, ...]]:
        """Asks the database; converts what it gives as Django would (times on SQLite, for one)."""
        if not self._sql:
            return []
        with connections[self._using].cursor() as cursor:
            cursor.execute(self._sql, self._values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not self._converters:
            return found
        return [tuple(row) for row in self._compiler.apply_converters(found, self._converters)]


class Kept[Thing]:
    """Keeps what was put together by a key that decides everything in it, values included."""

    def __init__(self) -> None:
        self._things: dict[Hashable, Thing] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """The thing of this key; made now where it is not known. The oldest give way when there are too many."""
        found = self._things.get(key)
        if found is None:
            found = make()
            with self._lock:
                while len(self._things) >= _MOST:
                    del self._things[next(iter(self._things))]
                self._things[key] = found
        return found
