"""Rows written with statements put together once: `Model.save` puts its INSERT together each time, which costs more
than the database needs to write the row."""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

from django.db import connection, models

type _Adapt = Callable[[Any], Any]
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


class _Plan:
    """How one model's rows are written: everything but its number and what the database works out itself."""

    def __init__(self, model: type[models.Model]) -> None:
        meta = model._meta
        self._fields = [field for field in meta.concrete_fields if not field.generated and field is not meta.pk]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in self._fields)
        self._start = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES "  # noqa: S608 - names of our own
        self._row = f"({', '.join(['%s'] * len(self._fields))})"
        self._end = f" RETURNING {quote(str(meta.pk.column))}"
        self._getters = [(field.attname, _adapt(field)) for field in self._fields]

    def sql(self, count: int) -> str:
        return self._start + ", ".join([self._row] * count) + self._end

    @cached_property
    def sql_once(self) -> str:
        return f"{self._start}{self._row} ON CONFLICT DO NOTHING{self._end}"

    def values(self, row: models.Model) -> list[Any]:
        return [adapt(getattr(row, name)) if adapt else getattr(row, name) for name, adapt in self._getters]


def _adapt(field: "models.Field[Any, Any]") -> _Adapt | None:
    """What a value needs on its way to the database; None for most: text, numbers, yes and no go as they are."""
    if isinstance(field, _PLAIN):
        return None
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return lambda value: field.get_db_prep_save(value, connection)


@cache
def _plan(model: type[models.Model], vendor: str) -> _Plan:  # noqa: ARG001 - the key: times are written differently
    return _Plan(model)


def insert(*rows: models.Model) -> None:
    """Writes new rows of one model in one statement and gives each its number.

    For models with a number as key, without signals and `auto_now`; values must be of the fields' own types. Raises
    what `save` would (IntegrityError).
    """
    if not rows:
        return
    plan = _plan(type(rows[0]), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(plan.sql(len(rows)), [value for row in rows for value in plan.values(row)])
        numbers = cursor.fetchall()
    for row, (number,) in zip(rows, numbers, strict=True):
        _written(row, number)


def insert_once(row: models.Model) -> bool:
    """Writes the row unless one that must be unique with it is there; then False, and the transaction goes on."""
    plan = _plan(type(row), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(plan.sql_once, plan.values(row))
        answer = cursor.fetchone()
    if answer is not None:
        _written(row, answer[0])
    return answer is not None


def _written(row: models.Model, number: int) -> None:
    row.pk = number
    row._state.adding, row._state.db = False, "default"
