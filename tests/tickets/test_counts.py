"""Counts that never cost more than their cap."""

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast
from tests.tickets.desk import opened

from tridesk.infra.prepared import Kept
from tridesk.tickets.queries import View, counts, view_counts


def test_a_count_stops_at_its_cap(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "CAP", 3)
    monkeypatch.setattr(counts, "_kept", Kept())
    for expected in (1, 2, 3, 3):
        opened(cast, now)
        assert view_counts(actor=cast.bruno, views=[View.OPEN]) == {View.OPEN: expected}


def test_all_views_are_one_statement(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    opened(cast, now)
    with django_assert_num_queries(1):
        found = view_counts(actor=cast.carla, views=list(View))
    assert (found[View.OPEN], found[View.TEAM], found[View.MINE]) == (1, 1, 0)
    with django_assert_num_queries(0):
        assert view_counts(actor=cast.carla, views=[]) == {}
