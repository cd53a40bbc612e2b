"""Lists: every view, filter and sort; paging walks each row exactly once; two statements a page."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast, person
from tests.tickets.desk import Desk, noted, said

from tridesk.identity.types import Actor
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.read import mark_read
from tridesk.tickets.queries import (
    Filters,
    View,
    find_tickets,
    other_tickets,
    tag_names,
    ticket_list,
    view_counts,
)
from tridesk.tickets.queries.lists import in_view
from tridesk.tickets.types import Holder, ParticipantKind, Priority, Status, TicketType

MINUTE = timedelta(minutes=1)


def shown(desk: Desk, actor: Actor, view: View = View.ALL, **filters: Any) -> set[str]:
    named = {number: name for name, number in desk.items()}
    return {named[TicketId(row.id)] for row in ticket_list(actor=actor, view=view, filters=Filters(**filters)).rows}


def test_every_view_shows_what_it_says(cast: Cast, desk: Desk) -> None:
    views = {
        View.MINE: {"mine", "waiting"},
        View.TEAM: {"new", "held", "free"},
        View.OPEN: {"new", "mine", "carlas", "waiting", "held", "free"},
        View.WAITING: {"waiting", "held"},
        View.SOLVED: {"solved", "closed"},
        View.ALL: {"new", "mine", "carlas", "waiting", "held", "solved", "closed", "free"},
        View.FOLLOWING: {"held"},
        View.SPAM: {"spam"},
        View.DELETED: {"deleted"},
    }
    assert {view: shown(desk, cast.bruno, view) for view in View} == views
    assert shown(desk, cast.carla, View.TEAM) == {"new", "held", "free", "far"}
    assert shown(desk, cast.carla) == views[View.ALL] | {"far"}
    assert shown(desk, replace(cast.bruno, teams={}), View.OPEN) == {"mine", "waiting", "held", "free"}
    assert shown(desk, cast.alice) == views[View.ALL] | {"far"}
    assert shown(desk, cast.otto) == shown(desk, cast.elena) == set()
    assert shown(desk, replace(cast.alice, ticket_only=desk["held"])) == {"held"}


def test_counts_are_what_the_lists_hold(
    cast: Cast, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for who in (cast.alice, cast.bruno, cast.carla, cast.otto):
        with django_assert_num_queries(1):
            counts = view_counts(actor=who, views=list(View))
        assert counts == {view: len(shown(desk, who, view)) for view in View}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"status": (Status.OPEN, Status.ON_HOLD)}, {"carlas", "held"}),
        ({"priority": (Priority.EMERGENCY,)}, {"mine"}),
        ({"type": (TicketType.CHANGE,)}, set()),
        ({"type": (TicketType.INCIDENT,), "priority": (Priority.EMERGENCY, Priority.HIGH)}, {"mine"}),
        ({"holder": (Holder.REQUESTER,)}, {"waiting"}),
        ({"holder": (Holder.NOBODY,)}, {"solved", "closed"}),
        ({"assignee": ("bruno",)}, {"mine", "waiting"}),
        ({"unassigned": True, "status": (Status.NEW,)}, {"new", "free", "far"}),
        ({"unassigned": True, "assignee": ("carla",), "status": (Status.OPEN,)}, {"carlas"}),
        ({"unassigned": True, "assignee": ("bruno",), "priority": (Priority.EMERGENCY,)}, {"mine"}),
        ({"team": ("specialists",)}, {"far"}),
        ({"organisation": ("acme",), "status": (Status.ON_HOLD,)}, {"held"}),
        ({"organisation": ("fabrikam",)}, set()),
        ({"requester": ("otto",)}, set()),
        ({"requester": ("alice",), "status": (Status.SOLVED,)}, {"solved"}),
        ({"tag": ("held",)}, {"held"}),
        ({"tag": ("held", "mine")}, set()),
        ({"text": "ticket FAR"}, {"far"}),
        ({"text": "nothing of the kind"}, set()),
        ({"text": "Alice@acme.test", "status": (Status.ON_HOLD,)}, {"held"}),
        ({"text": "otto@elsewhere.test"}, set()),
        ({"text": "held\0"}, {"held"}),
        ({"text": "100%"}, set()),
    ],
)  # fmt: skip
def test_every_filter_narrows(cast: Cast, desk: Desk, filters: dict[str, Any], expected: set[str]) -> None:
    ids = {
        "bruno": cast.bruno.person_id, "carla": cast.carla.person_id, "alice": cast.alice.person_id,
        "otto": cast.otto.person_id, "specialists": cast.specialists, "acme": cast.acme, "fabrikam": cast.fabrikam,
    }  # fmt: skip
    real = {
        name: tuple(ids.get(each, each) for each in value) if isinstance(value, tuple) and name != "tag" else value
        for name, value in filters.items()
    }
    assert shown(desk, cast.carla, **real) == expected


def test_a_number_is_found_however_it_is_written(cast: Cast, desk: Desk) -> None:
    for text in (f"TD-{desk['mine']}", f"#{desk['mine']}", str(desk["mine"])):
        assert "mine" in shown(desk, cast.bruno, text=text)
    assert shown(desk, cast.bruno, text="9" * 30) == set()


def test_a_row_tells_what_a_list_shows(cast: Cast, desk: Desk, now: datetime) -> None:
    row = next(row for row in ticket_list(actor=cast.bruno, view=View.MINE).rows if row.id == desk["mine"])
    assert (row.subject, row.requester, row.assignee) == ("Ticket mine", "Alice Andrade", "Bruno Bianchi")
    assert (row.tags, row.unread, row.snippet) == (["mine"], True, "Smoke comes out of it.")


def test_unread_is_what_one_has_not_seen_yet(cast: Cast, desk: Desk, now: datetime) -> None:
    at = now + timedelta(hours=2)

    def unread() -> bool:
        return next(row for row in ticket_list(actor=cast.bruno).rows if row.id == desk["mine"]).unread

    mark_read(actor=cast.bruno, ticket_id=desk["mine"], now=at)
    mark_read(actor=cast.carla, ticket_id=desk["mine"], now=at)
    assert not unread()
    said(cast.alice, desk["mine"], "News", at + MINUTE)
    assert unread()
    mark_read(actor=cast.bruno, ticket_id=desk["mine"], now=at + 2 * MINUTE)
    noted(cast.carla, desk["mine"], "A note", at + 3 * MINUTE)
    assert not unread()


def test_pickers_show_only_what_one_may_see(cast: Cast, desk: Desk) -> None:
    everything = {"new", "mine", "carlas", "waiting", "held", "solved", "closed", "free"}
    found = find_tickets(actor=cast.bruno, text="", besides=desk["mine"])
    assert {each.id for each in found} == {desk[name] for name in everything - {"mine"}}
    assert [each.id for each in find_tickets(actor=cast.bruno, text="ticket held")] == [desk["held"]]
    theirs = other_tickets(actor=cast.bruno, requester=person(cast.alice), besides=desk["free"], limit=2)
    assert [each.id for each in theirs] == [desk["closed"], desk["solved"]]
    assert find_tickets(actor=cast.otto, text="") == []
    assert tag_names(begins=" M") == ["merged", "mine"]


def test_a_view_holds_no_ticket_twice(cast: Cast, desk: Desk, now: datetime) -> None:
    for kind in ParticipantKind:
        add_participant(actor=cast.carla, ticket_id=desk["mine"], person=person(cast.bruno), kind=kind, now=now)
    assert list(in_view(actor=cast.bruno, view=View.ALL).values_list("pk", flat=True)).count(desk["mine"]) == 1
