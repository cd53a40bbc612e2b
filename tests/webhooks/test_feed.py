"""Following events: who hears what, in which order, in how many pieces."""

from dataclasses import replace

import pytest
from tests.cast import Cast, person

from tridesk.identity.actions.add_team import add_team
from tridesk.identity.types import SYSTEM, Actor
from tridesk.infra.outbox import feed as log
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.types import Body, Channel, NewTicket, Status, Visibility
from tridesk.webhooks.queries import feed
from tridesk.webhooks.queries.feed import piece


def opened(cast: Cast, now, requester: Actor | None = None, **given) -> TicketId:
    new = NewTicket(
        requester=person(requester or cast.alice),
        subject="The lift",
        body=Body(text="It stands."),
        channel=Channel.WEB,
        team=cast.first_line,
        **given,
    )
    return open_ticket(actor=SYSTEM, new=new, now=now)


def said(ticket: TicketId, actor: Actor, now, visibility: Visibility = Visibility.PUBLIC) -> None:
    reply(actor=actor, ticket_id=ticket, body=Body(text="Words."), visibility=visibility, channel=Channel.WEB, now=now)


def heard(actor: Actor, cursor: str, **more) -> list[str]:
    return [item["type"] for item in piece(actor=actor, cursor=cursor, **more).items]


@pytest.fixture(autouse=True)
def _own_transaction_counts(monkeypatch) -> None:
    """These tests never commit; that the feed waits for commits is asked in test_feed_committed.py."""
    monkeypatch.setattr(log, "_POSTGRES", log._POSTGRES.replace(log._SETTLED, "true"))
    monkeypatch.setattr(log, "_END_POSTGRES", log._END_POSTGRES.replace(log._SETTLED, "true"))


@pytest.fixture
def begin(cast: Cast) -> str:
    return piece(actor=cast.dante).cursor


def test_without_a_cursor_it_begins_now(cast: Cast, now) -> None:
    opened(cast, now)
    found = piece(actor=cast.dante)
    assert found.items == []
    assert not found.more
    ticket = opened(cast, now)
    (first, second) = piece(actor=cast.dante, cursor=found.cursor).items
    assert (first["type"], first["data"]["number"], second["type"]) == ("ticket.opened", ticket, "ticket.message_added")


def test_from_the_start_all_that_is_kept_comes(cast: Cast) -> None:
    names = heard(cast.dante, "", from_start=True, limit=200)
    assert names.count("person.added") == 6


def test_notes_and_inner_changes_are_for_those_who_see_notes(cast: Cast, now, begin: str) -> None:
    ticket = opened(cast, now)
    said(ticket, cast.bruno, now, Visibility.INTERNAL)
    change(actor=cast.bruno, ticket_id=ticket, changes={"tags": ["lift"], "status": Status.ON_HOLD}, now=now)
    outside = piece(actor=cast.alice, cursor=begin).items
    assert [item["type"] for item in outside] == ["ticket.opened", "ticket.message_added", "ticket.changed"]
    assert list(outside[2]["data"]["changes"]) == ["status"]
    inside = piece(actor=cast.bruno, cursor=begin).items
    assert [item["type"] for item in inside].count("ticket.message_added") == 2
    assert "tags" in inside[-1]["data"]["changes"]
    assert heard(cast.otto, begin) == []
    assert heard(cast.elena, begin) == []


def test_a_ticket_of_another_team_is_not_heard_of(cast: Cast, now, begin: str) -> None:
    ticket = opened(cast, now)
    change(actor=cast.dante, ticket_id=ticket, changes={"team": cast.specialists}, now=now)
    assert heard(cast.bruno, begin) == []
    assert "ticket.opened" in heard(cast.carla, begin)


def test_an_analyst_who_asked_for_help_hears_no_notes(cast: Cast, now, begin: str) -> None:
    ticket = opened(cast, now, requester=cast.bruno)
    change(actor=cast.dante, ticket_id=ticket, changes={"team": cast.specialists}, now=now)
    said(ticket, cast.carla, now, Visibility.INTERNAL)
    assert heard(cast.bruno, begin) == ["ticket.opened", "ticket.message_added"]


def test_settings_are_heard_with_the_permission_or_the_audit_trails(cast: Cast, now, begin: str) -> None:
    add_team(actor=cast.dante, name="Night", now=now)
    assert heard(cast.carla, begin) == ["team.added"]  # a lead manages teams
    assert heard(cast.bruno, begin) == []
    auditor = replace(cast.bruno, permissions=frozenset({"audit.see"}))
    assert heard(auditor, begin) == ["team.added"]


def test_nothing_comes_twice_and_nothing_is_lost_in_small_pieces(cast: Cast, now, begin: str, monkeypatch) -> None:
    monkeypatch.setattr(feed, "LOOKED_AT", 3)
    tickets = [opened(cast, now, requester=(cast.alice, cast.otto)[n % 2]) for n in range(9)]
    got, cursor, calls = [], begin, 0
    while True:
        found = piece(actor=cast.alice, cursor=cursor, types=["ticket.opened"], limit=2)
        got += [item["data"]["number"] for item in found.items]
        cursor, calls = found.cursor, calls + 1
        if not found.more:
            break
    assert got == tickets[::2]
    assert calls >= 6
    assert piece(actor=cast.alice, cursor=cursor).items == []


def test_a_call_looks_at_a_bounded_number_of_lines(cast: Cast, now, begin: str, monkeypatch) -> None:
    asked = []
    real = log.after
    monkeypatch.setattr(log, "after", lambda position, **more: asked.append(more) or real(position, **more))
    piece(actor=cast.otto, cursor=begin, types=["role.removed"])
    assert asked == [{"limit": feed.LOOKED_AT}]


def test_a_piece_costs_two_statements(cast: Cast, now, begin: str, django_assert_num_queries) -> None:
    for _ in range(5):
        opened(cast, now)
    piece(actor=cast.bruno, cursor=begin)
    with django_assert_num_queries(2):
        assert len(piece(actor=cast.bruno, cursor=begin).items) == 10


@pytest.mark.parametrize("cursor", ["x", "1", "1.", ".1", "1.2.3", "-1.4", "1." + "9" * 60])
def test_a_cursor_that_is_none_is_refused(cast: Cast, cursor: str) -> None:
    with pytest.raises(InvalidError):
        piece(actor=cast.dante, cursor=cursor)


def test_a_type_that_there_is_not_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidError):
        piece(actor=cast.dante, types=["ticket.nothing"])
