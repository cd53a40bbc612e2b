"""A robot that tells something by itself: one ticket for a matter, and nobody is answered."""

from datetime import timedelta

import pytest
from tests.channels.post import ALICE, OTTO, letter, mail_of, row, ticket_of
from tests.events import names

from tridesk.channels.kinds.email.own_marks import own_message_id
from tridesk.channels.models import InboundMail, OutboundMail
from tridesk.channels.types import Outcome
from tridesk.identity.actions.switch_off import switch_off
from tridesk.identity.queries import find_person_by_address
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.models import Message, Participant, Ticket
from tridesk.tickets.types import Body, Channel, ParticipantKind, Visibility

pytestmark = pytest.mark.django_db
NAGIOS = "nagios@acme.test"
PROBLEM, RECOVERY = "** PROBLEM Alert: web01/HTTP is CRITICAL **", "** RECOVERY Alert: web01/HTTP is OK **"


def solve(actor, ticket, now):
    change(actor=actor, ticket_id=ticket, changes={"status": "solved"}, now=now)


def test_an_alert_opens_one_ticket_and_the_following_ones_join_it(post, cast):
    first = post.receive(NAGIOS, PROBLEM, "Timeout.", message_id="1@n")
    assert (first.outcome, row(first).subject) == (Outcome.OPENED, PROBLEM)
    again = post.receive(NAGIOS, RECOVERY, "Answers in 0.2 s.", message_id="2@n")
    assert (again.outcome, again.ticket, again.reason) == (Outcome.APPENDED, first.ticket, "topic")
    said = Message.objects.get(pk=again.message)
    assert (said.visibility, said.author_id) == ("public", find_person_by_address(address=NAGIOS))
    assert said.text == f"{RECOVERY}\n\nAnswers in 0.2 s."
    post.settle()
    assert not OutboundMail.objects.exists()
    assert mail_of(again).robot
    assert mail_of(again).topic == mail_of(first).topic != ""


def test_automatic_mail_that_answers_nothing_is_no_longer_lost(post):
    taken = post.receive("ups@acme.test", "Battery low", Auto_Submitted="auto-generated")
    assert taken.outcome is Outcome.OPENED
    assert post.receive(OTTO, "Away", Auto_Submitted="auto-replied").outcome is Outcome.RECORDED


def test_another_matter_of_the_same_robot_is_another_ticket(post):
    first = post.receive(NAGIOS, PROBLEM)
    other = post.receive(NAGIOS, PROBLEM.replace("web01", "web02"))
    assert (other.outcome, Ticket.objects.count()) == (Outcome.OPENED, 2)
    assert other.ticket != first.ticket


def test_a_new_problem_reopens_what_was_solved_a_recovery_does_not(post, cast, now):
    first = post.receive(NAGIOS, PROBLEM, message_id="1@n")
    solve(cast.bruno, first.ticket, now)
    better = post.receive(NAGIOS, RECOVERY, message_id="2@n")
    assert (better.ticket, row(first).status) == (first.ticket, "solved")
    assert Message.objects.get(pk=better.message).author_id == row(first).requester_id
    worse = post.receive(NAGIOS, PROBLEM, message_id="3@n")
    assert (worse.ticket, row(first).status) == (first.ticket, "open")


def test_what_was_closed_or_thrown_away_is_not_joined(post, cast, now):
    first = post.receive(NAGIOS, PROBLEM, message_id="1@n")
    Ticket.objects.filter(pk=first.ticket).update(status="closed", solved_at=now, closed_at=now, holder="")
    second = post.receive(NAGIOS, PROBLEM, message_id="2@n")
    assert second.outcome is Outcome.OPENED
    assert "ticket.linked" in names(f"ticket:{second.ticket}")
    Ticket.objects.filter(pk=second.ticket).update(spam_at=now, listed=False)
    third = post.receive(NAGIOS, PROBLEM, message_id="3@n")
    assert third.outcome is Outcome.OPENED
    assert third.ticket not in (first.ticket, second.ticket)


def test_after_two_weeks_of_silence_it_is_a_new_matter(post, now):
    first = post.receive(NAGIOS, PROBLEM, message_id="1@n")
    post.now = now + timedelta(days=13)
    assert post.receive(NAGIOS, PROBLEM, message_id="2@n").ticket == first.ticket
    post.now = now + timedelta(days=28)
    assert post.receive(NAGIOS, PROBLEM, message_id="3@n").outcome is Outcome.OPENED


def test_it_follows_a_merge_and_nobody_there_is_written_to(post, cast, now):
    first = post.receive(NAGIOS, PROBLEM, message_id="1@n")
    into = ticket_of(ALICE, now)
    merge(actor=cast.dante, source_id=first.ticket, into_id=into, now=now)
    joined = post.receive(NAGIOS, PROBLEM, message_id="2@n")
    assert (joined.outcome, joined.ticket) == (Outcome.APPENDED, into)
    post.settle()
    assert not OutboundMail.objects.filter(said=joined.message).exists(), "Alice is not written to"


def test_a_robot_hears_nothing_of_a_ticket_that_is_somebody_elses_by_now(post, cast, now):
    first = post.receive(NAGIOS, PROBLEM, message_id="1@n")
    change(actor=cast.dante, ticket_id=first.ticket, changes={"requester": cast.alice.person_id}, now=now)
    joined = post.receive(NAGIOS, PROBLEM, message_id="2@n")
    said = Message.objects.get(pk=joined.message)
    assert (joined.ticket, said.visibility, said.side, said.author_name) == (first.ticket, "public", "system", "Nagios")
    assert not Participant.objects.filter(ticket=first.ticket, person=said.author_id).exists()
    add_participant(actor=cast.dante, ticket_id=first.ticket, person=said.author_id, kind=ParticipantKind.CC, now=now)
    answer = reply(
        actor=cast.dante, ticket_id=first.ticket, body=Body(text="We look."), visibility=Visibility.PUBLIC,
        channel=Channel.WEB, now=now,
    )  # fmt: skip
    post.settle()
    assert [mail.recipient for mail in OutboundMail.objects.filter(said=answer)] == [ALICE]


def test_a_burst_of_different_matters_is_gathered_and_said_so(post, now):
    for number in range(10):
        assert post.receive(NAGIOS, f"PROBLEM: host-{chr(97 + number)} is DOWN").outcome is Outcome.OPENED
    gathered = [post.receive(NAGIOS, f"PROBLEM: host-{letter} is DOWN") for letter in "xyz"]
    newest = Ticket.objects.order_by("-id").values_list("id", flat=True).first()
    assert Ticket.objects.count() == 10
    assert {taken.ticket for taken in gathered} == {newest}
    assert "host-z" in Message.objects.get(pk=gathered[-1].message).text
    lines = names(f"ticket:{newest}")
    assert lines.count("mail.too_fast") + lines.count("mail.notices_gathered") == 1
    post.now = now + timedelta(hours=2)
    assert post.receive(NAGIOS, "PROBLEM: host-q is DOWN").outcome is Outcome.OPENED


def test_a_slow_burst_is_gathered_with_its_own_line(post, now):
    for number in range(12):
        post.now = now + timedelta(minutes=4 * number)
        last = post.receive(NAGIOS, f"PROBLEM: host-{chr(97 + number)} is DOWN")
    assert (last.outcome, last.reason, Ticket.objects.count()) == (Outcome.APPENDED, "gathered", 10)
    assert names(f"ticket:{last.ticket}").count("mail.notices_gathered") == 1


def test_a_list_is_one_thread_by_what_it_answers_whoever_writes(post, cast):
    named = {"List_Id": "<dev.acme.test>", "to": "dev@acme.test"}
    first = post.receive("ana@acme.test", "[dev] Release 3", message_id="1@l", **named)
    answer = post.receive(OTTO, "[dev] something else", "No.", message_id="2@l", In_Reply_To="<1@l>", **named)
    assert (answer.outcome, answer.ticket) == (Outcome.APPENDED, first.ticket)
    assert Message.objects.get(pk=answer.message).author_id == cast.otto.person_id
    assert not Participant.objects.filter(ticket=first.ticket).exists(), "nobody of the list is written to"
    other = {"List_Id": "<ops.acme.test>", "to": "ops@acme.test"}
    foreign = post.receive(OTTO, "[ops] mine", message_id="3@l", In_Reply_To="<1@l>", **other)
    assert foreign.outcome is Outcome.OPENED, "a mail of another list does not get in by a reference"
    assert post.receive("ana@acme.test", "[dev] Release 4", message_id="4@l", **named).ticket == first.ticket


def test_a_robot_that_answers_us_is_an_answer_whatever_it_calls_itself(post, now):
    number = ticket_of(ALICE, now)
    ours = own_message_id(number, "m1.1", "desk.test")
    headers = {"Auto_Submitted": "auto-generated", "In_Reply_To": f"<{ours}>"}
    taken = post.receive(OTTO, "Request received", **headers)
    assert (taken.outcome, taken.ticket) == (Outcome.RECORDED, number)
    Ticket.objects.filter(pk=number).update(spam_at=now, listed=False)
    assert post.receive(OTTO, "Request received", message_id="x@y", **headers).outcome is Outcome.RECORDED
    assert Ticket.objects.count() == 1


def test_a_robot_that_was_switched_off_is_only_recorded(post, cast, now):
    post.receive(NAGIOS, PROBLEM, message_id="1@n")
    robot = find_person_by_address(address=NAGIOS)
    switch_off(actor=cast.dante, person_id=robot, now=now)
    taken = post.receive(NAGIOS, PROBLEM, message_id="2@n")
    assert (taken.outcome, taken.reason) == (Outcome.RECORDED, "sender_switched_off")


def test_history_that_is_taken_in_is_grouped_by_matter_and_gathered_nowhere(post):
    for number in range(14):
        raw = letter(NAGIOS, f"PROBLEM: host-{chr(97 + number)} is DOWN", message_id=f"{number}@h")
        taken = post.take_in(raw, answer=False)
        assert taken.outcome is Outcome.OPENED
    assert Ticket.objects.count() == 14


def test_whom_a_robot_copied_in_is_left_alone(post):
    taken = post.receive("no-reply@shop.test", "Your invoice", cc=f"{OTTO}, {ALICE}")
    assert not Participant.objects.filter(ticket=taken.ticket).exists()
    assert InboundMail.objects.get(said=taken.message).robot


def test_taken_in_twice_it_is_said_once(post):
    post.receive(NAGIOS, PROBLEM, message_id="1@n")
    joined = post.receive(NAGIOS, PROBLEM, message_id="2@n")
    assert post.receive(NAGIOS, PROBLEM, message_id="2@n").outcome is Outcome.KNOWN
    assert Message.objects.filter(ticket=joined.ticket).count() == 2
