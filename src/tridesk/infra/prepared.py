"""Queries put together once and asked many times: for a hot page the putting together costs more than the asking."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, QuerySet

from tridesk.infra.asking import adapted, marks

_MOST = 2000  # kept at a time; each is a few kilobytes of text


class Place(Expression):
    """Where a number or a text goes that is only known when the query is asked: `filter(ticket=Place("ticket"))`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:  # noqa: ARG002
        return "%s", (self,)


class Places(Place):
    """Where several of them go, as many as there are: `filter(message__in=Places("messages"))`."""


def spelled(sql: str, values: Iterable[Any], *, vendor: str) -> tuple[str, list[Any]]:
    """Compiled SQL with True and False in the text itself, and the other values.

    Only then does SQLite see that a partial index (`WHERE active = 1`) says enough about a row, and counts without
    opening each of them.
    """
    words = {True: "1", False: "0"} if vendor == "sqlite" else {True: "true", False: "false"}
    text, *rest = sql.split("%s")
    left: list[Any] = []
    for value, after in zip(values, rest, strict=True):
        text += words[value] if isinstance(value, bool) else "%s"
        text += after
        if not isinstance(value, bool):
            left.append(value)
    return text, left


class Prepared:
    """A queryset of plain rows (`values_list`) as finished SQL with its values, places and converters."""

    def __init__(self, queryset: "QuerySet[Any, Any]") -> None:
        self._using = queryset.db
        self._sql, self._values = "", list[Any]()
        compiler = queryset.query.get_compiler(self._using)
        try:
            self._sql, self._values = spelled(*compiler.as_sql(), vendor=compiler.connection.vendor)
        except EmptyResultSet:  # `in` nothing: there is nothing to ask
            return
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        self._converters = list(compiler.get_converters(columns).items())

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """Asks the database with these values at their places; KeyError where one is missing.

        Converts what it gives as Django would (times on SQLite, for one).
        """
        if not self._sql:
            return []
        sql, values = self._filled(given)
        connection = connections[self._using]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return [self._converted(row, connection) for row in found] if self._converters else found

    def _filled(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        sql, *rest = self._sql.split("%s")
        values: list[Any] = []
        for value, after in zip(self._values, rest, strict=True):
            if isinstance(value, Places):
                several = list(given[value.name])
                values += several
                sql += marks(several) or "NULL"
            else:
                values.append(adapted(given[value.name]) if isinstance(value, Place) else value)
                sql += "%s"
            sql += after
        return sql, values

    def _converted(self, row: tuple[Any, ...], connection: Any) -> tuple[Any, ...]:
        cells = list(row)
        for index, (converters, column) in self._converters:
            for converter in converters:
                cells[index] = converter(cells[index], column, connection)
        return tuple(cells)


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
