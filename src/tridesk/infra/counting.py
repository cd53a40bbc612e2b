"""Counting rows without reading them all: several capped counts in one statement."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from tridesk.infra.prepared import spelled


class CappedCounts:
    """How many rows each queryset has, at most `cap` each: a capped count reads at most `cap` index entries."""

    def __init__(self, querysets: "Sequence[QuerySet[Any]]", *, cap: int) -> None:
        parts: list[str] = []
        self._values: list[Any] = []
        for queryset in querysets:
            try:
                found = queryset.order_by().values("pk")[:cap].query.sql_with_params()
            except EmptyResultSet:
                found = "SELECT 1 WHERE 1 = 0", ()
            sql, values = spelled(*found, vendor=connection.vendor)
            # The text comes from Django's compiler, its values stay parameters.
            parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS capped)")  # noqa: S608
            self._values.extend(values)
        self._sql = "SELECT " + ", ".join(parts) if parts else ""

    def ask(self) -> list[int]:
        """The counts, in the order of the querysets; one statement."""
        if not self._sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self._sql, self._values)
            return [int(count) for count in cursor.fetchone()]
