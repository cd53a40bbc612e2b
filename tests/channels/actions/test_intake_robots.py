"""What a robot's mail is worth."""

import pytest
from tests.channels.post import ALICE, HELP, OTTO, mail_of, row, ticket_of

from tridesk.channels.kinds.email.own_marks import own_message_id
from tridesk.channels.types import Outcome
from tridesk.identity.types import SYSTEM
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.models import Message, Ticket
from tridesk.tickets.types import Body, Channel, Visibility

pytestmark = pytest.mark.django_db


def solve(ticket, now):
    reply(
        actor=SYSTEM, ticket_id=ticket, body=Body(text="Done."), visibility=Visibility.PUBLIC,
        channel=Channel.SYSTEM, now=now,
    )  # fmt: skip
    Ticket.objects.filter(pk=ticket).update(status="solved", solved_at=now, holder="")


def test_an_automatic_answer_is_noted_on_its_ticket_and_moves_nothing(post, now):
    number = ticket_of(ALICE, now)
    solve(number, now)
    ours = own_message_id(number, "ack", "desk.test")
    taken = post.receive(ALICE, "Out of office", "I am away.", Auto_Submitted="auto-replied", In_Reply_To=f"<{ours}>")
    assert (taken.outcome, taken.ticket, taken.reason) == (Outcome.RECORDED, number, "auto_reply")
    assert Message.objects.get(pk=taken.message).visibility == "internal"
    assert row(taken).status == "solved"
    assert mail_of(taken).robot


def test_an_automatic_answer_that_belongs_nowhere_opens_nothing(post):
    taken = post.receive(OTTO, "Out of office", Auto_Submitted="auto-replied")
    assert (taken.outcome, taken.ticket) == (Outcome.RECORDED, None)
    assert Ticket.objects.count() == 0


def test_a_robots_reference_that_anybody_could_know_puts_nothing_on_a_ticket(post):
    post.receive(message_id="a@acme.test")
    taken = post.receive(OTTO, "Out of office", Auto_Submitted="auto-replied", In_Reply_To="<a@acme.test>")
    assert (taken.outcome, taken.ticket) == (Outcome.RECORDED, None)


def test_a_bounce_is_noted_on_the_ticket_whose_mail_came_back(post, now):
    number = ticket_of(ALICE, now)
    ours = own_message_id(number, "m1.1", "desk.test")
    raw = (
        b"From: MAILER-DAEMON@acme.test\nTo: help@desk.test\nSubject: Undelivered Mail Returned to Sender\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\nMIME-Version: 1.0\n\n'
        b"--b\nContent-Type: text/plain\n\nUser unknown\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; acme.test\n\n"
        b"Final-Recipient: rfc822; alice@acme.test\nAction: failed\nStatus: 5.1.1\n\n"
        b"--b\nContent-Type: message/rfc822\n\nMessage-ID: <" + ours.encode() + b">\nSubject: x\n\nWords\n--b--\n"
    )
    taken = post.take_in(raw)
    assert (taken.outcome, taken.ticket, taken.reason) == (Outcome.RECORDED, number, "bounce")
    note = Message.objects.get(pk=taken.message)
    assert (note.visibility, note.author_id) == ("internal", None)
    assert "5.1.1" in note.text


def test_our_own_mail_that_comes_back_is_a_loop(post, now):
    number = ticket_of(ALICE, now)
    taken = post.receive(HELP, message_id=own_message_id(number, "m1.1", "desk.test"))
    assert (taken.outcome, taken.ticket, taken.reason) == (Outcome.RECORDED, None, "loop")
    assert Message.objects.count() == 1
