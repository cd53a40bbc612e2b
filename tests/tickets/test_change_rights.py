"""Who may change what, and what is as if it were not there."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from tests.cast import Cast
from tests.tickets.desk import opened, row

from tridesk.identity.types import Permission, Side
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.remove import delete
from tridesk.tickets.errors import TicketGoneError, TicketNotFoundError


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> TicketId:
    return opened(cast, now, tags=("vpn",))


def test_the_requester_closes_and_reopens_and_nothing_else(cast: Cast, ticket: TicketId, now: datetime) -> None:
    link = replace(
        cast.alice, permissions=frozenset({Permission.TICKETS_REPLY}), side=Side.REQUESTER, ticket_only=ticket
    )
    change(actor=link, ticket_id=ticket, changes={"status": "solved"}, now=now)
    assert row(ticket).status == "solved"
    change(actor=cast.alice, ticket_id=ticket, changes={"status": "open"}, now=now)
    assert row(ticket).status == "open"
    for changes in (
        {"status": "closed"},
        {"status": "solved", "priority": 1},
        {"priority": 1},
        {"team": None},
        {"tags": []},
    ):
        with pytest.raises(NotAllowedError):
            change(actor=link, ticket_id=ticket, changes=changes, now=now)
    with pytest.raises(InvalidError):
        change(actor=link, ticket_id=ticket, changes={"status": "nonsense"}, now=now)


@pytest.mark.parametrize("changes", [{}, {"priority": 1}, {"status": "solved"}])
def test_outsiders_do_not_learn_that_it_exists(
    cast: Cast, ticket: TicketId, now: datetime, changes: dict[str, Any]
) -> None:
    for who in (cast.otto, cast.elena, replace(cast.bruno, teams={})):
        with pytest.raises(TicketNotFoundError):
            change(actor=who, ticket_id=ticket, changes=changes, now=now)


def test_assigning_wants_its_own_right(cast: Cast, ticket: TicketId, now: datetime) -> None:
    bruno = replace(cast.bruno, permissions=cast.bruno.permissions - {Permission.TICKETS_ASSIGN})
    change(actor=bruno, ticket_id=ticket, changes={"priority": 1}, now=now)
    with pytest.raises(NotAllowedError, match="assign"):
        change(actor=bruno, ticket_id=ticket, changes={"priority": 2, "assignee": bruno.person_id}, now=now)


def test_a_ticket_that_is_gone_does_not_change(cast: Cast, ticket: TicketId, now: datetime) -> None:
    delete(actor=cast.carla, ticket_id=ticket, now=now)
    with pytest.raises(TicketGoneError):
        change(actor=cast.bruno, ticket_id=ticket, changes={"priority": 1}, now=now)
