"""Another matter becomes a ticket of its own."""

from datetime import datetime, timedelta

import pytest
from tests.cast import Cast, person
from tests.events import names
from tests.tickets.desk import noted, opened, row, said

from tridesk.identity.types import SYSTEM
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.ids import MessageId, TicketId
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.remove import delete
from tridesk.tickets.actions.split import split
from tridesk.tickets.errors import TicketGoneError
from tridesk.tickets.models import Link, Message, Participant
from tridesk.tickets.types import ParticipantKind

HOUR = timedelta(hours=1)


def apart(cast: Cast, ticket: TicketId, *messages: MessageId, now: datetime, subject: str = "Screen") -> TicketId:
    return split(actor=cast.bruno, ticket_id=ticket, messages=messages, subject=subject, now=now)


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> TicketId:
    return opened(cast, now)


def test_messages_move_to_a_linked_sibling(cast: Cast, ticket: TicketId, now: datetime) -> None:
    moved = said(cast.alice, ticket, "Also, my screen", now + HOUR)
    new = apart(cast, ticket, moved, now=now + 2 * HOUR)
    sibling = row(new)
    assert (sibling.subject, sibling.snippet, sibling.status, sibling.holder) == (
        "Screen", "Also, my screen", "open", "analyst",
    )  # fmt: skip
    assert (sibling.requester_id, sibling.team_id, sibling.organisation_id) == (
        cast.alice.person_id, cast.first_line, cast.acme,
    )  # fmt: skip
    assert Message.objects.filter(ticket=new).values_list("pk", "original_ticket").get() == (moved, ticket)
    assert (row(ticket).snippet, row(ticket).last_message_at) == ("Smoke comes out of it.", now)
    assert Link.objects.values_list("ticket", "other", "kind").get() == (new, ticket, "relates")
    assert names(f"ticket:{ticket}")[-1] == "ticket.split"
    assert names(f"ticket:{new}") == ["ticket.opened", "ticket.linked"]


def test_without_a_subject_it_keeps_the_old_one(cast: Cast, ticket: TicketId, now: datetime) -> None:
    moved = said(cast.alice, ticket, "More", now)
    assert row(apart(cast, ticket, moved, now=now, subject=" ")).subject == "The printer is on fire"


def test_it_belongs_to_whoever_asked_it(cast: Cast, ticket: TicketId, now: datetime) -> None:
    for who in (cast.otto, cast.elena):
        add_participant(actor=SYSTEM, ticket_id=ticket, person=person(who), kind=ParticipantKind.CC, now=now)
    asked, fixed = said(cast.otto, ticket, "Mine too", now), said(cast.elena, ticket, "Use 2.1", now)
    otto = row(apart(cast, ticket, asked, now=now))
    assert (otto.requester_id, otto.organisation_id) == (cast.otto.person_id, None)
    assert row(apart(cast, ticket, fixed, now=now)).requester_id == cast.alice.person_id


def test_nobody_outside_loses_sight_of_what_they_wrote(cast: Cast, ticket: TicketId, now: datetime) -> None:
    for who in (cast.otto, cast.elena):
        add_participant(actor=SYSTEM, ticket_id=ticket, person=person(who), kind=ParticipantKind.CC, now=now)
    moved = [said(who, ticket, "Also", now) for who in (cast.otto, cast.alice, cast.bruno)]
    new = apart(cast, ticket, *moved, now=now)
    assert row(new).requester_id == cast.otto.person_id
    assert set(Participant.objects.filter(ticket=new).values_list("person_id", "kind")) == {(person(cast.alice), "cc")}


def test_a_note_split_off_does_not_show_in_lists(cast: Cast, ticket: TicketId, now: datetime) -> None:
    moved = noted(cast.bruno, ticket, "He always burns things", now)
    sibling = row(apart(cast, ticket, moved, now=now))
    assert (sibling.snippet, sibling.requester_id) == ("", cast.alice.person_id)


def test_something_stays_behind(cast: Cast, ticket: TicketId, now: datetime) -> None:
    first = Message.objects.get(ticket=ticket).pk
    with pytest.raises(InvalidError, match="nothing_left"):
        apart(cast, ticket, first, now=now)


def test_only_its_own_messages_are_split_off(cast: Cast, ticket: TicketId, now: datetime) -> None:
    other = opened(cast, now)
    foreign, own = Message.objects.get(ticket=other).pk, said(cast.alice, ticket, "More", now)
    for wanted in ([], [foreign], [own, foreign], [MessageId(9999)]):
        with pytest.raises(InvalidError, match="not_of_this_ticket"):
            apart(cast, ticket, *wanted, now=now)


def test_who_may_not_merge_may_not_split(cast: Cast, ticket: TicketId, now: datetime) -> None:
    moved = said(cast.alice, ticket, "More", now)
    with pytest.raises(NotAllowedError):
        split(actor=cast.alice, ticket_id=ticket, messages=[moved], subject="x", now=now)
    delete(actor=cast.carla, ticket_id=ticket, now=now)
    with pytest.raises(TicketGoneError):
        apart(cast, ticket, moved, now=now)
