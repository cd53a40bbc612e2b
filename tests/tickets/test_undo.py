"""Taking back what one did."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Cast, person
from tests.tickets.desk import opened, row, said

from tridesk.identity.types import SYSTEM
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import EventId, FieldId, TicketId
from tridesk.tickets.actions.change import change, current
from tridesk.tickets.actions.define_field import add_field, change_field
from tridesk.tickets.actions.undo import WINDOW, undo_change
from tridesk.tickets.errors import CannotUndoError, ChangedMeanwhileError
from tridesk.tickets.events import TicketChanged
from tridesk.tickets.models import Field
from tridesk.tickets.queries import changes_at, timeline
from tridesk.tickets.types import FieldKind

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> TicketId:
    """Open, tagged, with a field of each kind filled."""
    for kind in FieldKind:
        options = ["Lima", "Paris, France", "Rome"] if kind in (FieldKind.CHOICE, FieldKind.CHOICES) else []
        add_field(actor=SYSTEM, key=kind.value, kind=kind, values={"names": {"en": "F"}, "options": options}, now=now)
    number = opened(cast, now, tags=("vpn", "mail"))
    first = {
        "status": "open",
        "field:text": "one, two",
        "field:number": "1.5",
        "field:date": "2026-01-01",
        "field:choice": "Paris, France",
        "field:choices": ["Paris, France", "Lima"],
        "field:yes_no": True,
        "field:person": str(cast.otto.person_id),
    }
    change(actor=cast.carla, ticket_id=number, changes=first, now=now)
    return number


def done(cast: Cast, ticket: TicketId, changes: dict[str, Any], now: datetime) -> EventId:
    change(actor=cast.bruno, ticket_id=ticket, changes=changes, now=now)
    return changes_at(actor=cast.bruno, ticket_ids=[ticket], at=now)[ticket]


def undo(cast: Cast, ticket: TicketId, event: EventId, now: datetime) -> dict[str, tuple[str, str]]:
    return undo_change(actor=cast.bruno, ticket_id=ticket, event_id=event, now=now)


CHANGES: list[dict[str, Any]] = [
    {"subject": "Other"},
    {"type": "question"},
    {"status": "solved"},
    {"priority": 1},
    {"impact": 1},
    {"language": "es"},
    {"team": None},
    {"assignee": "bruno"},
    {"requester": "otto"},
    {"organisation": None},
    {"tags": []},
    {"add_tags": ["new"]},
    {"field:text": "three"},
    {"field:number": ""},
    {"field:date": "2026-02-02"},
    {"field:choice": "Lima"},
    {"field:choices": ["Rome"]},
    {"field:yes_no": False},
    {"field:person": ""},
]


@pytest.mark.parametrize("changes", CHANGES, ids=[next(iter(each)) for each in CHANGES])
def test_every_change_is_taken_back(cast: Cast, ticket: TicketId, now: datetime, changes: dict[str, Any]) -> None:
    people = {"bruno": person(cast.bruno), "otto": person(cast.otto)}
    wish = {name: people.get(value, value) if isinstance(value, str) else value for name, value in changes.items()}
    names = [name.removeprefix("add_") for name in wish] + ["organisation", "priority"]
    before = [current(row(ticket), name) for name in names]
    event = done(cast, ticket, wish, now + MINUTE)
    assert [current(row(ticket), name) for name in names] != before
    undo(cast, ticket, event, now + 2 * MINUTE)
    assert [current(row(ticket), name) for name in names] == before
    last = list(timeline(actor=cast.bruno, ticket_id=ticket))[-1].event
    assert isinstance(last, TicketChanged)
    assert last.undoes == event


WISHES: dict[str, st.SearchStrategy[Any]] = {
    "subject": st.sampled_from(["One", "Two"]),
    "type": st.sampled_from(["incident", "question"]),
    "status": st.sampled_from(["open", "on_hold", "waiting_vendor", "solved", "closed"]),
    "priority": st.integers(1, 4),
    "impact": st.integers(1, 3),
    "urgency": st.integers(1, 3),
    "language": st.sampled_from(["", "es"]),
    "team": st.sampled_from([None, "first_line"]),
    "assignee": st.sampled_from([None, "bruno", "carla"]),
    "requester": st.sampled_from(["alice", "otto"]),
    "organisation": st.sampled_from([None, "acme", "fabrikam"]),
    "tags": st.lists(st.sampled_from(["a", "b-c", "vpn"])),
    "field:text": st.sampled_from(["", "two\nlines", "x"]),
    "field:number": st.sampled_from(["", "0.5", "12"]),
    "field:choices": st.lists(st.sampled_from(["Lima", "Paris, France", "Rome"])),
    "field:yes_no": st.sampled_from(["", "yes", "no"]),
}
WISH = st.fixed_dictionaries({}, optional=WISHES).filter(bool)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=WISH, then=WISH)
def test_whatever_was_changed_together_goes_back_together(
    cast: Cast, ticket: TicketId, now: datetime, first: dict[str, Any], then: dict[str, Any]
) -> None:
    def meant(wish: dict[str, Any]) -> dict[str, Any]:
        ids = {"assignee", "requester", "team", "organisation"}
        found = {name: getattr(cast, value) for name, value in wish.items() if name in ids and value}
        return wish | {name: getattr(each, "person_id", each) for name, each in found.items()}

    number = opened(cast, now)
    change(actor=cast.carla, ticket_id=number, changes=meant({"status": "open"} | first), now=now)
    before = {name: current(row(number), name) for name in WISHES}
    if change(actor=cast.carla, ticket_id=number, changes=meant(then), now=now + MINUTE):
        (event,) = changes_at(actor=cast.carla, ticket_ids=[number], at=now + MINUTE).values()
        undo_change(actor=cast.carla, ticket_id=number, event_id=event, now=now + MINUTE)
    assert {name: current(row(number), name) for name in WISHES} == before


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"impact": 2, "urgency": 2, "priority": 2}, {"impact": 1}),  # proposes what was set by hand already
        ({"organisation": None}, {"requester": "otto"}),  # whose organisation it has already
    ],
)
def test_nothing_follows_from_taking_back(
    cast: Cast, ticket: TicketId, now: datetime, first: dict[str, Any], then: dict[str, Any]
) -> None:
    change(actor=cast.carla, ticket_id=ticket, changes=first, now=now)
    before = {name: current(row(ticket), name) for name in (*first, *then)}
    wish = {name: person(cast.otto) if value == "otto" else value for name, value in then.items()}
    event = done(cast, ticket, wish, now + MINUTE)
    undo(cast, ticket, event, now + 2 * MINUTE)
    assert {name: current(row(ticket), name) for name in before} == before


def test_what_can_no_longer_be_is_told_so(cast: Cast, ticket: TicketId, now: datetime) -> None:
    event = done(cast, ticket, {"field:choice": "Lima"}, now)
    field = Field.objects.get(key="choice")
    change_field(actor=SYSTEM, field_id=FieldId(field.pk), values={"options": ["Lima"]}, now=now)
    with pytest.raises(CannotUndoError, match="changed"):
        undo(cast, ticket, event, now)


def test_what_somebody_changed_since_is_not_overwritten(cast: Cast, ticket: TicketId, now: datetime) -> None:
    event = done(cast, ticket, {"priority": 1}, now)
    change(actor=cast.carla, ticket_id=ticket, changes={"priority": 2}, now=now)
    with pytest.raises(ChangedMeanwhileError):
        undo(cast, ticket, event, now)
    assert row(ticket).priority == 2


def test_a_change_is_taken_back_once(cast: Cast, ticket: TicketId, now: datetime) -> None:
    event = done(cast, ticket, {"priority": 1}, now)
    assert undo(cast, ticket, event, now) == {"priority": ("1", "3")}
    assert undo(cast, ticket, event, now) == {}


def test_only_for_a_quarter_of_an_hour(cast: Cast, ticket: TicketId, now: datetime) -> None:
    event = done(cast, ticket, {"priority": 1}, now)
    with pytest.raises(CannotUndoError, match="too_late"):
        undo(cast, ticket, event, now + WINDOW + MINUTE)
    assert undo(cast, ticket, event, now + WINDOW)


def test_only_ones_own_change_of_this_ticket(cast: Cast, ticket: TicketId, now: datetime) -> None:
    event = done(cast, ticket, {"priority": 1}, now)
    with pytest.raises(CannotUndoError, match="not_yours"):
        undo_change(actor=cast.carla, ticket_id=ticket, event_id=event, now=now)
    other = opened(cast, now)
    for number, line in ((other, event), (ticket, EventId(999_999))):
        with pytest.raises(CannotUndoError, match="not_yours"):
            undo(cast, number, line, now)


def test_an_answered_ticket_does_not_become_new_again(cast: Cast, now: datetime) -> None:
    ticket = opened(cast, now)
    said(cast.bruno, ticket, "Hello", now)
    event = changes_at(actor=cast.bruno, ticket_ids=[ticket], at=now)[ticket]
    with pytest.raises(CannotUndoError, match="was_new"):
        undo(cast, ticket, event, now)


def test_a_requester_presses_twice_and_nothing_more_happens(cast: Cast, ticket: TicketId, now: datetime) -> None:
    for status in ("solved", "open"):
        done = [change(actor=cast.alice, ticket_id=ticket, changes={"status": status}, now=now) for _ in range(2)]
        assert [bool(each) for each in done] == [True, False]


def test_a_requester_takes_back_a_closing(cast: Cast, ticket: TicketId, now: datetime) -> None:
    change(actor=cast.alice, ticket_id=ticket, changes={"status": "solved"}, now=now)
    event = changes_at(actor=cast.alice, ticket_ids=[ticket], at=now)[ticket]
    undo_change(actor=cast.alice, ticket_id=ticket, event_id=event, now=now)
    assert row(ticket).status == "open"
    change(actor=cast.bruno, ticket_id=ticket, changes={"status": "closed"}, now=now)
    with pytest.raises(NotAllowedError):
        change(actor=cast.alice, ticket_id=ticket, changes={"status": "open"}, now=now)
