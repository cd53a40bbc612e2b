"""Paging walks each row exactly once, at two statements a page."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast
from tests.tickets.desk import Desk, opened

from tridesk.kernel.errors import InvalidError
from tridesk.kernel.paging import encode_cursor
from tridesk.tickets.models import Ticket
from tridesk.tickets.queries import Sort, View, ticket_list

SORTED: dict[Sort, Any] = {
    Sort.UPDATED: lambda row: (-row.updated_at.timestamp(), -row.id),
    Sort.OLDEST: lambda row: (row.updated_at.timestamp(), row.id),
    Sort.CREATED: lambda row: -row.id,
    Sort.PRIORITY: lambda row: (row.priority, -row.updated_at.timestamp(), -row.id),
}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moments=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=12, max_size=12),
    limit=st.integers(1, 13),
)
def test_paging_walks_every_row_exactly_once_in_both_directions(
    cast: Cast, now: datetime, moments: list[tuple[int, int]], limit: int
) -> None:
    while Ticket.objects.count() < 12:
        opened(cast, now)
    for ticket, (second, priority) in zip(Ticket.objects.order_by("id"), moments, strict=True):
        moment = now + timedelta(seconds=second, microseconds=second)
        Ticket.objects.filter(pk=ticket.pk).update(updated_at=moment, priority=priority)
    for sort, key in SORTED.items():
        everything = ticket_list(actor=cast.carla, sort=sort, limit=50).rows
        wanted = [row.id for row in everything]
        assert wanted == [row.id for row in sorted(everything, key=key)]
        pages, page = [], ticket_list(actor=cast.carla, sort=sort, limit=limit)
        assert page.newer is None
        pages.append([row.id for row in page.rows])
        while page.older:
            page = ticket_list(actor=cast.carla, sort=sort, limit=limit, cursor=page.older)
            pages.append([row.id for row in page.rows])
        assert list(chain.from_iterable(pages)) == wanted
        back = [pages[-1]]
        while page.newer:
            page = ticket_list(actor=cast.carla, sort=sort, limit=limit, cursor=page.newer)
            back.insert(0, [row.id for row in page.rows])
        assert back == pages


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        encode_cursor("updated", "o"),
        encode_cursor("created", "o", 5),
        encode_cursor("updated", "o", "soon", 5),
        encode_cursor("updated", "o", "2026-01-01T00:00:00", 5),
        encode_cursor("updated", "o", datetime(2026, 1, 1, tzinfo=UTC).isoformat(), "x"),
        encode_cursor("updated", "o", None, None),
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(cast: Cast, cursor: str) -> None:
    with pytest.raises(InvalidError):
        ticket_list(actor=cast.bruno, cursor=cursor)


def test_a_number_beyond_all_numbers_only_finds_nothing(cast: Cast, desk: Desk) -> None:
    cursor = encode_cursor("created", "o", 10**40)
    assert len(ticket_list(actor=cast.carla, sort=Sort.CREATED, cursor=cursor).rows) in (0, 9)


def test_a_page_is_two_statements(cast: Cast, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for view in View:
        with django_assert_num_queries(2):
            ticket_list(actor=cast.bruno, view=view)
    with django_assert_num_queries(1):  # nothing found, no tags to look for
        ticket_list(actor=cast.otto)
