"""Properties change; nobody's change is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.cast import Cast, person
from tests.events import events, names
from tests.tickets.desk import opened, row

from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.errors import ChangedMeanwhileError
from tridesk.tickets.events import TicketChanged
from tridesk.tickets.types import Level, Priority, Status

HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> TicketId:
    return opened(cast, now, tags=("vpn",))


def test_every_property_changes_and_tells_its_values(cast: Cast, ticket: TicketId, now: datetime) -> None:
    carla, otto = person(cast.carla), person(cast.otto)
    done = change(
        actor=cast.carla,
        ticket_id=ticket,
        changes={
            "subject": " New \n subject ",
            "type": "problem",
            "status": Status.ON_HOLD,
            "impact": Level.HIGH,
            "urgency": "1",
            "language": "es",
            "team": cast.specialists,
            "assignee": carla,
            "requester": otto,
            "organisation": cast.fabrikam,
            "tags": ["laptop", "vpn"],
        },
        now=now + HOUR,
    )
    assert done == {
        "subject": ("The printer is on fire", "New subject"),
        "type": ("incident", "problem"),
        "status": ("new", "on_hold"),
        "impact": ("2", "1"),
        "urgency": ("2", "1"),
        "priority": ("3", "1"),
        "language": ("", "es"),
        "team": (str(cast.first_line), str(cast.specialists)),
        "assignee": ("", str(carla)),
        "requester": (str(cast.alice.person_id), str(otto)),
        "organisation": (str(cast.acme), str(cast.fabrikam)),
        "tags": ("vpn", "laptop vpn"),
    }
    found = row(ticket)
    assert (found.subject, found.type, found.status, found.priority, found.language) == (
        "New subject", "problem", "on_hold", 1, "es",
    )  # fmt: skip
    assert (found.team_id, found.assignee_id, found.requester_id) == (cast.specialists, carla, otto)
    assert (found.organisation_id, found.updated_at, found.version) == (cast.fabrikam, now + HOUR, 2)
    told = events(f"ticket:{ticket}")[-1]
    assert isinstance(told, TicketChanged)
    assert {name: tuple(values) for name, values in told.changes.items()} == done
    assert told.by == carla


def test_what_is_as_it_was_changes_nothing(cast: Cast, ticket: TicketId, now: datetime) -> None:
    same = {"subject": "The printer is on fire", "priority": "3", "status": "new", "tags": ["VPN"], "assignee": None}
    assert change(actor=cast.bruno, ticket_id=ticket, changes=same, now=now + HOUR) == {}
    assert (row(ticket).version, row(ticket).updated_at) == (1, now)
    assert "ticket.changed" not in names(f"ticket:{ticket}")


def test_nobody_in_particular_can_have_it(cast: Cast, ticket: TicketId, now: datetime) -> None:
    change(actor=cast.bruno, ticket_id=ticket, changes={"assignee": cast.bruno.person_id}, now=now)
    changes = {"assignee": None, "team": None, "organisation": None}
    assert set(change(actor=cast.bruno, ticket_id=ticket, changes=changes, now=now)) == set(changes)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"subject": "  "}, "subject", "required"),
        ({"type": "party"}, "type", "unknown_value"),
        ({"status": "lost"}, "status", "unknown_value"),
        ({"status": None}, "status", "unknown_value"),
        ({"priority": 5}, "priority", "unknown_value"),
        ({"priority": "high"}, "priority", "unknown_value"),
        ({"impact": None}, "impact", "unknown_value"),
        ({"urgency": ""}, "urgency", "unknown_value"),
        ({"language": "tlh"}, "language", "unknown_value"),
        ({"requester": None}, "requester", "required"),
        ({"requester": 9999}, "requester", "unknown_value"),
        ({"assignee": 9999}, "assignee", "not_assignable"),
        ({"team": 9999}, "team", "unknown_value"),
        ({"organisation": 9999}, "organisation", "unknown_value"),
        ({"colour": "red"}, "colour", "unknown"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    cast: Cast, ticket: TicketId, now: datetime, changes: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        change(actor=cast.bruno, ticket_id=ticket, changes={"type": "question", **changes}, now=now)
    assert (refused.value.values["field"], refused.value.values["reason"]) == (field, reason)
    assert row(ticket).type == "incident"  # all or nothing


def test_a_vendor_contact_is_not_given_tickets(cast: Cast, ticket: TicketId, now: datetime) -> None:
    with pytest.raises(InvalidError, match="not_assignable"):
        change(actor=cast.bruno, ticket_id=ticket, changes={"assignee": cast.elena.person_id}, now=now)


def test_a_priority_set_by_hand_wins_over_the_proposed_one(cast: Cast, ticket: TicketId, now: datetime) -> None:
    change(actor=cast.bruno, ticket_id=ticket, changes={"impact": 1, "urgency": 1, "priority": 4}, now=now)
    assert row(ticket).priority == Priority.LOW


def test_the_organisation_follows_the_requester(cast: Cast, ticket: TicketId, now: datetime) -> None:
    done = change(actor=cast.bruno, ticket_id=ticket, changes={"requester": cast.otto.person_id}, now=now)
    assert done["organisation"] == (str(cast.acme), "")


def test_solving_and_reopening_keep_their_dates_straight(cast: Cast, ticket: TicketId, now: datetime) -> None:
    def to(status: Status, at: datetime) -> tuple[datetime | None, datetime | None, str]:
        change(actor=cast.bruno, ticket_id=ticket, changes={"status": status}, now=at)
        return row(ticket).solved_at, row(ticket).closed_at, row(ticket).phase

    assert to(Status.SOLVED, now) == (now, None, "done")
    assert to(Status.CLOSED, now + HOUR) == (now, now + HOUR, "done")
    assert to(Status.OPEN, now + 2 * HOUR) == (None, None, "todo")
    assert to(Status.CLOSED, now + 3 * HOUR) == (now + 3 * HOUR, now + 3 * HOUR, "done")
    assert to(Status.WAITING_VENDOR, now + 4 * HOUR) == (None, None, "waiting")
    assert row(ticket).holder == "vendor"
    with pytest.raises(InvalidError, match="not_new_again"):
        to(Status.NEW, now)


def test_tags_are_added_without_knowing_the_others(cast: Cast, ticket: TicketId, now: datetime) -> None:
    done = change(actor=cast.bruno, ticket_id=ticket, changes={"add_tags": iter(["Urgent", "vpn"])}, now=now)
    assert done == {"tags": ("vpn", "urgent vpn")}


def test_changes_to_different_properties_both_survive(cast: Cast, ticket: TicketId, now: datetime) -> None:
    seen = {"subject": "The printer is on fire", "priority": "3", "tags": "vpn", "assignee": ""}
    unchanged = {"subject": "The printer is on fire", "priority": "3", "tags": ["vpn"], "assignee": None}
    change(actor=cast.carla, ticket_id=ticket, changes={**unchanged, "subject": "Fire"}, seen=seen, now=now)
    change(actor=cast.bruno, ticket_id=ticket, changes={**unchanged, "priority": 1}, seen=seen, now=now)
    assert (row(ticket).subject, row(ticket).priority) == ("Fire", 1)


@pytest.mark.parametrize(
    ("name", "seen", "theirs", "yours"),
    [
        ("subject", "The printer is on fire", "Fire", "Smoke"),
        ("priority", "3", "1", "4"),
        ("status", "new", "open", "solved"),
        ("type", "incident", "problem", "question"),
        ("tags", "vpn", ["a"], ["b"]),
    ],
)
def test_two_who_want_different_things_are_told(
    cast: Cast, ticket: TicketId, now: datetime, name: str, seen: str, theirs: Any, yours: Any
) -> None:
    change(actor=cast.carla, ticket_id=ticket, changes={name: theirs}, seen={name: seen}, now=now)
    with pytest.raises(ChangedMeanwhileError) as told:
        change(actor=cast.bruno, ticket_id=ticket, changes={name: yours, "language": "es"}, seen={name: seen}, now=now)
    assert told.value.values["field"] == name
    assert told.value.values["theirs"] == "".join(theirs)
    assert row(ticket).language == ""


def test_two_who_want_the_same_are_both_content(cast: Cast, ticket: TicketId, now: datetime) -> None:
    for who in (cast.carla, cast.bruno):
        change(actor=who, ticket_id=ticket, changes={"priority": "1"}, seen={"priority": "3"}, now=now)
    assert names(f"ticket:{ticket}").count("ticket.changed") == 1


def test_a_person_who_does_not_exist_is_nobody(cast: Cast, ticket: TicketId, now: datetime) -> None:
    with pytest.raises(InvalidError):
        change(actor=cast.bruno, ticket_id=ticket, changes={"requester": PersonId(-1)}, now=now)
