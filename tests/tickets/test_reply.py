"""Somebody says something."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.cast import Cast, person
from tests.events import events, names
from tests.tickets.desk import noted, opened, row, said

from tridesk.identity.types import SYSTEM, Actor, Permission, Side
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.remove import mark_spam
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.errors import EmptyMessageError, TicketClosedError, TicketGoneError, TicketNotFoundError
from tridesk.tickets.events import TicketChanged
from tridesk.tickets.models import Message
from tridesk.tickets.types import Body, Channel, ParticipantKind, Status, Visibility

HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> TicketId:
    return opened(cast, now)


def set_status(cast: Cast, ticket: TicketId, status: Status, now: datetime) -> None:
    change(actor=cast.bruno, ticket_id=ticket, changes={"status": status}, now=now)


def by_link(actor: Actor, ticket: TicketId) -> Actor:
    return replace(
        actor, side=Side.REQUESTER, permissions=frozenset({Permission.TICKETS_REPLY}), teams={}, ticket_only=ticket
    )


def test_the_first_answer_opens_the_ticket_and_takes_it(cast: Cast, ticket: TicketId, now: datetime) -> None:
    said(cast.bruno, ticket, "Is it unplugged?", now + HOUR)
    found = row(ticket)
    assert (found.status, found.assignee_id, found.first_response_at) == ("open", cast.bruno.person_id, now + HOUR)
    assert (found.snippet, found.last_message_at, found.updated_at) == ("Is it unplugged?", now + HOUR, now + HOUR)
    assert found.version == 2
    told = events(f"ticket:{ticket}")
    assert [event.name for event in told[2:]] == ["ticket.message_added", "ticket.changed"]
    assert isinstance(told[-1], TicketChanged)
    assert told[-1].changes == {"status": ("new", "open"), "assignee": ("", str(cast.bruno.person_id))}


def test_a_second_answer_takes_nothing_away(cast: Cast, ticket: TicketId, now: datetime) -> None:
    said(cast.bruno, ticket, "One", now)
    said(cast.carla, ticket, "Two", now + HOUR)
    assert (row(ticket).assignee_id, row(ticket).first_response_at) == (cast.bruno.person_id, now)
    assert names(f"ticket:{ticket}").count("ticket.changed") == 1


@pytest.mark.parametrize("status", [Status.WAITING_REQUESTER, Status.WAITING_VENDOR, Status.ON_HOLD, Status.SOLVED])
def test_a_requesters_reply_gives_us_the_ball(cast: Cast, ticket: TicketId, now: datetime, status: Status) -> None:
    set_status(cast, ticket, status, now)
    said(cast.alice, ticket, "Still burning", now + HOUR)
    found = row(ticket)
    assert (found.status, found.holder, found.solved_at, found.active) == ("open", "analyst", None, True)
    assert found.first_response_at is None


def test_the_holder_is_since_the_ball_came(cast: Cast, ticket: TicketId, now: datetime) -> None:
    said(cast.bruno, ticket, "Which floor?", now + HOUR, status=Status.WAITING_REQUESTER)
    assert (row(ticket).holder, row(ticket).holder_since) == ("requester", now + HOUR)
    said(cast.bruno, ticket, "Hello?", now + 2 * HOUR)
    assert row(ticket).holder_since == now + HOUR


def test_a_note_moves_nothing_that_the_requester_sees(cast: Cast, ticket: TicketId, now: datetime) -> None:
    noted(cast.bruno, ticket, "Not again", now + HOUR)
    found = row(ticket)
    assert (found.status, found.assignee_id, found.snippet) == ("new", None, "Smoke comes out of it.")
    assert (found.last_message_at, found.updated_at, found.first_response_at) == (now, now + HOUR, None)


def test_send_and_solve_is_one_step(cast: Cast, ticket: TicketId, now: datetime) -> None:
    said(cast.bruno, ticket, "Done", now, status=Status.SOLVED)
    assert (row(ticket).status, row(ticket).solved_at, row(ticket).holder) == ("solved", now, "")


def test_an_answer_cannot_make_a_ticket_new_again(cast: Cast, ticket: TicketId, now: datetime) -> None:
    said(cast.bruno, ticket, "Hello", now)
    with pytest.raises(InvalidError, match="not_new_again"):
        said(cast.bruno, ticket, "Again", now, status=Status.NEW)
    assert Message.objects.filter(ticket=ticket).count() == 2


def test_a_note_does_not_solve_for_whoever_may_not_change(cast: Cast, ticket: TicketId, now: datetime) -> None:
    stranger = replace(cast.bruno, teams={})
    add_participant(
        actor=cast.carla, ticket_id=ticket, person=person(cast.bruno), kind=ParticipantKind.FOLLOWER, now=now
    )
    assert noted(stranger, ticket, "I may note", now)
    with pytest.raises(NotAllowedError):
        noted(stranger, ticket, "and not solve", now, status=Status.SOLVED)


def test_the_requester_answers_and_closes_or_leaves_it_solved(cast: Cast, ticket: TicketId, now: datetime) -> None:
    alice = by_link(cast.alice, ticket)
    said(alice, ticket, "Never mind", now, status=Status.SOLVED)
    assert row(ticket).status == "solved"
    said(alice, ticket, "Thank you", now, status=Status.SOLVED)
    assert row(ticket).status == "solved"
    said(alice, ticket, "It burns again", now, status=Status.OPEN)
    assert row(ticket).status == "open"
    for status in (Status.CLOSED, Status.WAITING_VENDOR):
        with pytest.raises(NotAllowedError):
            said(alice, ticket, "My own idea", now, status=status)


def test_an_analyst_who_asks_gives_the_ball_to_colleagues(cast: Cast, now: datetime) -> None:
    number = opened(cast, now, actor=cast.bruno, requester=person(cast.bruno), assignee=person(cast.carla))
    said(cast.carla, number, "Try now", now, status=Status.WAITING_REQUESTER)
    said(cast.bruno, number, "No", now)
    assert (row(number).status, row(number).assignee_id) == ("open", cast.carla.person_id)
    assert Message.objects.filter(ticket=number).order_by("id").last().side == "requester"  # type: ignore[union-attr]


def test_a_closed_ticket_takes_notes_only(cast: Cast, ticket: TicketId, now: datetime) -> None:
    set_status(cast, ticket, Status.CLOSED, now)
    for who in (cast.alice, cast.bruno):
        with pytest.raises(TicketClosedError):
            said(who, ticket, "One more thing", now)
    assert noted(cast.bruno, ticket, "For the record", now)
    assert row(ticket).status == "closed"


def test_the_same_key_again_is_the_same_message(cast: Cast, ticket: TicketId, now: datetime) -> None:
    first = said(cast.bruno, ticket, "Done", now, submission_key="k", status=Status.CLOSED)
    assert said(cast.bruno, ticket, "Done", now, submission_key="k", status=Status.CLOSED) == first
    assert noted(cast.carla, ticket, "Mine", now, submission_key="k") != first
    assert Message.objects.filter(ticket=ticket).count() == 3


def test_a_message_sent_again_after_a_merge_is_found(cast: Cast, ticket: TicketId, now: datetime) -> None:
    first, other = said(cast.bruno, ticket, "Done", now, submission_key="k"), opened(cast, now)
    merge(actor=cast.bruno, source_id=ticket, into_id=other, now=now)
    assert said(cast.bruno, ticket, "Done", now, submission_key="k") == first


def test_a_ticket_that_is_gone_takes_nothing(cast: Cast, ticket: TicketId, now: datetime) -> None:
    other = opened(cast, now)
    merge(actor=cast.bruno, source_id=ticket, into_id=other, now=now)
    with pytest.raises(TicketGoneError) as gone:
        said(cast.alice, ticket, "Hello?", now)
    assert gone.value.values["into"] == other
    mark_spam(actor=cast.bruno, ticket_id=other, now=now)
    with pytest.raises(TicketGoneError):
        noted(cast.bruno, other, "Hello?", now)
    with pytest.raises(TicketNotFoundError):
        said(cast.otto, other, "Hello?", now)


@pytest.mark.parametrize("number", [0, 999_999])
def test_an_unknown_ticket_is_not_found(cast: Cast, now: datetime, number: int) -> None:
    with pytest.raises(TicketNotFoundError):
        said(cast.bruno, TicketId(number), "Hello?", now)


def test_outsiders_do_not_learn_that_it_exists(cast: Cast, ticket: TicketId, now: datetime) -> None:
    for who in (cast.otto, cast.elena, by_link(cast.alice, TicketId(ticket + 1))):
        with pytest.raises(TicketNotFoundError):
            said(who, ticket, "Hello?", now)


def test_requesters_and_vendors_write_no_notes(cast: Cast, ticket: TicketId, now: datetime) -> None:
    add_participant(actor=SYSTEM, ticket_id=ticket, person=person(cast.elena), kind=ParticipantKind.CC, now=now)
    for who in (cast.alice, cast.elena, by_link(cast.alice, ticket)):
        with pytest.raises(NotAllowedError):
            noted(who, ticket, "Psst", now)


def test_a_vendor_in_copy_answers_and_gives_us_the_ball(cast: Cast, ticket: TicketId, now: datetime) -> None:
    add_participant(actor=SYSTEM, ticket_id=ticket, person=person(cast.elena), kind=ParticipantKind.CC, now=now)
    set_status(cast, ticket, Status.WAITING_VENDOR, now)
    said(cast.elena, ticket, "Fixed in 2.1", now)
    assert (row(ticket).status, row(ticket).holder) == ("open", "analyst")


def test_a_robots_note_moves_nothing(cast: Cast, ticket: TicketId, now: datetime) -> None:
    noted(SYSTEM, ticket, "Out of office", now, channel=Channel.EMAIL)
    message = Message.objects.filter(ticket=ticket).latest("id")
    assert (message.author_id, message.side, row(ticket).status) == (None, "system", "new")


def test_an_empty_message_is_refused(cast: Cast, ticket: TicketId, now: datetime) -> None:
    with pytest.raises(EmptyMessageError):
        said(cast.bruno, ticket, " ", now)


def test_a_late_mail_keeps_its_own_time(cast: Cast, ticket: TicketId, now: datetime) -> None:
    said(cast.alice, ticket, "Sent yesterday", now, at=now - 24 * HOUR, channel=Channel.EMAIL)
    assert Message.objects.latest("id").at == now - 24 * HOUR
    assert row(ticket).last_message_at == now  # it is new to whoever reads here


def test_a_message_keeps_all_it_was_given(cast: Cast, ticket: TicketId, now: datetime) -> None:
    body = Body("short", html="<p>short</p>", full_text="short > long", full_html="<p>short</p><q>long</q>")
    number = reply(
        actor=cast.bruno, ticket_id=ticket, body=body, visibility=Visibility.PUBLIC, channel=Channel.WEB, now=now
    )
    kept = Message.objects.get(pk=number)
    assert Body(kept.text, kept.html, kept.full_text, kept.full_html) == body
    assert kept.author_name == "Bruno Bianchi"
