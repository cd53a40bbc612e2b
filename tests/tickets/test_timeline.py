"""Who did what, for those who work here."""

from dataclasses import replace
from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast
from tests.tickets.desk import noted, opened, said

from tridesk.kernel.errors import NotAllowedError
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.link import link
from tridesk.tickets.actions.merge import merge, unmerge
from tridesk.tickets.actions.remove import mark_spam, not_spam
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.queries import changes_at, timeline
from tridesk.tickets.types import LinkKind


def test_it_tells_everything_in_order(cast: Cast, now: datetime) -> None:
    ticket, other = opened(cast, now), opened(cast, now)
    noted(cast.bruno, ticket, "Hm", now)
    said(cast.bruno, ticket, "Hello", now)
    change(actor=cast.carla, ticket_id=ticket, changes={"priority": 1}, now=now)
    link(actor=cast.bruno, ticket_id=ticket, other_id=other, kind=LinkKind.BLOCKS, now=now)
    mark_spam(actor=cast.bruno, ticket_id=ticket, now=now)
    not_spam(actor=cast.bruno, ticket_id=ticket, now=now)
    merge(actor=cast.bruno, source_id=ticket, into_id=other, now=now)
    unmerge(actor=cast.carla, source_id=ticket, now=now)
    lines = list(timeline(actor=cast.bruno, ticket_id=ticket))
    assert [line.event.name.removeprefix("ticket.") for line in lines] == [
        "opened", "message_added", "message_added", "message_added", "changed", "changed", "linked", "marked_spam",
        "not_spam", "merged", "unmerged",
    ]  # fmt: skip
    assert [line.event.by for line in lines][-3:] == [
        cast.bruno.person_id, cast.bruno.person_id, cast.carla.person_id,
    ]  # fmt: skip
    assert len(list(timeline(actor=cast.bruno, ticket_id=ticket, limit=3))) == 3


def test_it_is_not_for_requesters_and_outsiders(cast: Cast, now: datetime) -> None:
    ticket = opened(cast, now)
    for who in (cast.alice, replace(cast.alice, ticket_only=ticket)):
        with pytest.raises(NotAllowedError):
            timeline(actor=who, ticket_id=ticket)
    for who in (cast.otto, cast.elena, replace(cast.bruno, teams={})):
        with pytest.raises(TicketNotFoundError):
            timeline(actor=who, ticket_id=ticket)


def test_ones_changes_of_a_moment_are_found_in_one_statement(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tickets = [opened(cast, now) for _ in range(3)]
    for ticket in tickets[:2]:
        change(actor=cast.bruno, ticket_id=ticket, changes={"priority": 1}, now=now)
    change(actor=cast.carla, ticket_id=tickets[2], changes={"priority": 1}, now=now)
    with django_assert_num_queries(1):
        assert set(changes_at(actor=cast.bruno, ticket_ids=tickets, at=now)) == set(tickets[:2])
