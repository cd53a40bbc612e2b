"""What stays solved is closed."""

from datetime import datetime, timedelta

import pytest
from tests.cast import Cast
from tests.events import events
from tests.tickets.desk import opened, row, said

from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions import close_solved as room
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.close_solved import close_solved
from tridesk.tickets.types import Status

DAY = timedelta(days=1)


def solved(cast: Cast, now: datetime) -> TicketId:
    ticket = opened(cast, now)
    change(actor=cast.bruno, ticket_id=ticket, changes={"status": Status.SOLVED}, now=now)
    return ticket


def test_only_what_was_solved_long_enough_is_closed(cast: Cast, now: datetime) -> None:
    old, young, still_open = solved(cast, now - 11 * DAY), solved(cast, now - 9 * DAY), opened(cast, now)
    assert close_solved(now=now, after=10 * DAY) == 1
    assert [row(each).status for each in (old, young, still_open)] == ["closed", "solved", "new"]
    assert (row(old).closed_at, row(old).solved_at) == (now, now - 11 * DAY)
    assert row(old).updated_at == now - 11 * DAY  # closing is no news in a list
    told = events(f"ticket:{old}")[-1]
    assert (told.name, told.by) == ("ticket.changed", None)
    assert close_solved(now=now, after=10 * DAY) == 0


def test_what_was_reopened_starts_anew(cast: Cast, now: datetime) -> None:
    ticket = solved(cast, now - 11 * DAY)
    said(cast.alice, ticket, "Not solved", now - 10 * DAY)
    assert close_solved(now=now, after=10 * DAY) == 0
    change(actor=cast.bruno, ticket_id=ticket, changes={"status": Status.SOLVED}, now=now)
    assert close_solved(now=now + 10 * DAY, after=10 * DAY) == 0
    assert close_solved(now=now + 11 * DAY, after=10 * DAY) == 1


def test_one_reopened_at_the_last_moment_stays_open(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = solved(cast, now - 11 * DAY)
    real = room.transaction.atomic

    def reopened_first(*args: object, **kwargs: object) -> object:
        monkeypatch.setattr(room.transaction, "atomic", real)
        said(cast.alice, ticket, "Not solved", now)
        return real(*args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(room.transaction, "atomic", reopened_first)
    assert close_solved(now=now, after=10 * DAY) == 0
    assert row(ticket).status == "open"
