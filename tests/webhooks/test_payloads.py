"""Which events are told, and how."""

import dataclasses
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.conf import settings

from tridesk.kernel.events import Event, event_type
from tridesk.kernel.ids import Kind, Ref
from tridesk.tickets.events import MessageAdded, TicketChanged
from tridesk.webhooks.rules.payloads import LEFT_OUT, TOLD, Audience, audience_of, data_of, known_pattern, matches

AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


for module in ("tridesk.infra.outbox.events", *(f"tridesk.{room}.events" for room in settings.ROOMS)):
    if find_spec(module):
        import_module(module)


def product_events() -> set[str]:
    """Every event that a room of the product declares."""
    found, waiting = set(), [Event]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if getattr(kind, "name", "") and kind.__module__.startswith("tridesk."):
            found.add(kind.name)
    return found


def test_every_event_is_told_or_left_out_on_purpose() -> None:
    assert product_events() == TOLD.keys() | LEFT_OUT
    assert not TOLD.keys() & LEFT_OUT


@pytest.mark.parametrize("name", sorted(TOLD))
def test_a_payload_tells_fields_that_the_event_has(name: str) -> None:
    kind = event_type(name)
    assert kind is not None
    fields = {field.name for field in dataclasses.fields(kind)}
    told = TOLD[name]
    assert set(told.ids) | set(told.words) <= fields
    assert set(told.renamed) <= set(told.ids) | set(told.words)
    assert told.changes == ("changes" in fields) or name == "mail_template.changed"
    assert not {"ip", "at"} & (set(told.ids) | set(told.words))


@pytest.mark.parametrize("name", sorted(TOLD))
def test_a_number_is_never_told_as_it_is(name: str) -> None:
    """Whatever is a whole number in an event is an id with a kind, or a count that is named here."""
    kind = event_type(name)
    assert kind is not None
    counts = {"mails", "minutes"} | ({"tickets"} if name == "mail.notices_gathered" else set())
    told = TOLD[name]
    numbers = {field.name for field in dataclasses.fields(kind) if field.type in (int, "int", int | None)}
    assert not (numbers & set(told.words)) - counts


def changed(**changes: tuple[str, str]) -> TicketChanged:
    return TicketChanged(ticket=7, changes=changes, at=AT, by=3)


def test_changes_name_things_by_id_and_levels_by_name() -> None:
    data = data_of(changed(team=("", "4"), priority=("3", "1"), status=("open", "solved")), inside=True)
    assert data is not None
    assert data["changes"] == {
        "team": {"before": None, "after": Ref(Kind.TEAM, 4)},
        "priority": {"before": "medium", "after": "emergency"},
        "status": {"before": "open", "after": "solved"},
    }
    assert (data["ticket"], data["number"], data["by"]) == (Ref(Kind.TICKET, 7), 7, Ref(Kind.PERSON, 3))


def test_outside_only_what_a_requester_sees_is_told() -> None:
    data = data_of(changed(team=("", "4"), status=("open", "solved")), inside=False)
    assert data is not None
    assert list(data["changes"]) == ["status"]
    assert data_of(changed(team=("", "4")), inside=False) is None


@pytest.mark.parametrize(("visibility", "audience"), [("public", Audience.TICKET), ("internal", Audience.NOTES)])
def test_a_note_is_for_those_who_see_notes(visibility: str, audience: Audience) -> None:
    event = MessageAdded(
        ticket=7, message=9, visibility=visibility, side="analyst", channel="web", author=3, at=AT, by=3
    )
    assert audience_of(event) is audience


@pytest.mark.parametrize(
    ("patterns", "name", "fits"),
    [
        (("*",), "team.added", True),
        (("ticket.*",), "ticket.opened", True),
        (("ticket.*",), "team.added", False),
        (("ticket.opened",), "ticket.opened", True),
        (("ticket.opened",), "ticket.changed", False),
    ],
)
def test_patterns(patterns: tuple[str, ...], name: str, fits: bool) -> None:
    assert matches(frozenset(patterns), name) is fits
    assert all(known_pattern(pattern) for pattern in patterns)


@pytest.mark.parametrize("pattern", ["", "tick", "ticket", "*.opened", "ticket.nothing"])
def test_what_is_no_pattern(pattern: str) -> None:
    assert not known_pattern(pattern)
