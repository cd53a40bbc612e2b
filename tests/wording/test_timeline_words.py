"""Every event a ticket's stream can hold has a sentence."""

from dataclasses import replace

import pytest
from tests.web.tickets.samples import EVENTS

from tridesk.channels.events import MailFailed, MailsTooFast, NoticesGathered, VoiceChosen
from tridesk.kernel.events import Event
from tridesk.tickets import events
from tridesk.tickets.types import FieldKind
from tridesk.wording.change_words import Names
from tridesk.wording.timeline_words import WORDS, happenings, people_in

TOLD = [
    kind
    for kind in vars(events).values()
    if isinstance(kind, type) and issubclass(kind, events.TicketEvent) and kind is not events.TicketEvent
]
NAMES = Names(
    people={1: "Alice", 2: "Bruno"}, teams={3: "First line"}, organisations={4: "Acme"}, fields={"site": "Site"}
)


@pytest.mark.parametrize(
    "kind", [*TOLD, MailFailed, MailsTooFast, NoticesGathered, VoiceChosen], ids=lambda kind: kind.__name__
)
def test_every_event_of_a_ticket_is_in_the_table_and_tried_here(kind: type[Event]) -> None:
    assert kind in WORDS
    assert any(type(event) is kind for event in EVENTS)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_its_sentence_is_whole_and_has_an_icon(event: Event) -> None:
    for line in happenings([(7, event)], NAMES):
        assert line.text
        assert line.icon
        assert "%(" not in line.text
        assert "None" not in line.text


def test_a_message_that_opened_the_ticket_is_not_told_twice() -> None:
    first = next(event for event in EVENTS if isinstance(event, events.MessageAdded) and event.first)
    assert happenings([(1, first)], NAMES) == []


def test_values_are_told_in_words_not_in_ids() -> None:
    changed = next(event for event in EVENTS if isinstance(event, events.TicketChanged) and event.undoes is None)
    told = " ".join(line.text for line in happenings([(1, changed)], NAMES))
    assert "changed the status from “New” to “Open”" in told
    assert "First line" in told
    assert "Acme" in told
    assert "Site" in told


def test_the_words_of_a_line_are_one_sentence() -> None:
    told = [line.text for event in EVENTS for line in happenings([(1, event)], NAMES)]
    assert {
        "Alice opened the ticket by e-mail",
        "Bruno opened the ticket for Alice",
        "Bruno put the priority back to “Medium”",
        "Bruno set the tags to “vpn, mail”",
        "Bruno moved 2 messages to a new ticket, TD-9",
        "Bruno noted that TD-9 blocks it",
        "Bruno undid the merge of TD-9 into this one",
        "12 mails came from bot@acme.test within 10 minutes: nobody is answered until they pause",
        "nagios@acme.test opened 10 tickets within an hour: what else comes from it is gathered here",
    } <= set(told)


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (FieldKind.DATE, "2026-03-10", "Mar 10, 2026"),
        (FieldKind.NUMBER, "1234.5", "1,234.5"),
        (FieldKind.PERSON, "2", "Bruno"),
        (FieldKind.YES_NO, "yes", "yes"),
        (FieldKind.TEXT, "2026-03-10", "2026-03-10"),
        (FieldKind.DATE, "no date", "no date"),
    ],
)
def test_values_of_fields_are_told_as_people_write_them(now, kind: FieldKind, value: str, said: str) -> None:
    event = events.TicketChanged(ticket=1, changes={"field:site": ("", value)}, at=now, by=2)
    names = replace(NAMES, kinds={"site": kind})
    assert happenings([(1, event)], names)[0].text == f"Bruno set the field “Site” to “{said}”"
    assert (2 in people_in([replace(event, by=1)], names.kinds)) is (kind is FieldKind.PERSON)


def test_somebody_who_gave_a_ticket_to_themselves_took_it(now) -> None:
    event = events.TicketChanged(ticket=1, changes={"assignee": ("", "2")}, at=now, by=2)
    assert happenings([(1, event)], NAMES)[0].text == "Bruno took it"


def test_everybody_an_event_names_is_looked_up() -> None:
    assert {1, 2} <= people_in(EVENTS)
