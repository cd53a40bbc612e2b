"""Which ticket a mail belongs to, and what it does to it."""

from datetime import timedelta

import pytest
from tests.channels.post import ALICE, HELP, OTTO, row, ticket_of

from tridesk.channels.kinds.email.own_marks import own_message_id, plus_address
from tridesk.channels.models import OutboundMail
from tridesk.channels.types import Outcome
from tridesk.identity.queries import find_person_by_address
from tridesk.identity.types import SYSTEM
from tridesk.tickets.actions.close_solved import close_solved
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.remove import delete, mark_spam
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.actions.split import split
from tridesk.tickets.models import Link, Message, Participant, Ticket
from tridesk.tickets.types import Body, Channel, ParticipantKind, Status, Visibility

pytestmark = pytest.mark.django_db


def solve(ticket, now):
    reply(
        actor=SYSTEM, ticket_id=ticket, body=Body(text="Done."), visibility=Visibility.PUBLIC,
        channel=Channel.SYSTEM, now=now,
    )  # fmt: skip
    Ticket.objects.filter(pk=ticket).update(status="solved", solved_at=now, holder="")


def close(ticket, now):
    solve(ticket, now)
    close_solved(now=now + timedelta(days=11), after=timedelta(days=10))
    assert Ticket.objects.get(pk=ticket).status == Status.CLOSED


def test_a_signed_plus_address_finds_the_ticket_even_for_somebody_new(post, now):
    number = ticket_of(ALICE, now)
    taken = post.receive("New <new@elsewhere.test>", "Hello", to=plus_address(HELP, number))
    assert (taken.outcome, taken.ticket) == (Outcome.APPENDED, number)
    new = find_person_by_address(address="new@elsewhere.test")
    assert Participant.objects.filter(ticket=number, person=new, kind=ParticipantKind.CC).exists()
    assert Message.objects.get(pk=taken.message).visibility == "public"


def test_the_envelopes_address_counts_where_to_was_rewritten(post, now):
    number = ticket_of(ALICE, now)
    taken = post.receive(OTTO, to="undisclosed@desk.test", Delivered_To=plus_address(HELP, number))
    assert taken.ticket == number


def test_a_forged_plus_address_opens_a_ticket(post, now):
    number = ticket_of(ALICE, now)
    forged = plus_address(HELP, number).replace(f"+t{number}.", "+t1.") if number != 1 else HELP
    taken = post.receive(OTTO, to=forged.replace("@", "a@"))
    assert taken.outcome is Outcome.OPENED


def test_our_signed_message_id_finds_the_ticket(post, now):
    number = ticket_of(ALICE, now)
    ours = own_message_id(number, "m7.3", "desk.test")
    taken = post.receive(ALICE, "Re: x", In_Reply_To=f"<{ours}>")
    assert (taken.outcome, taken.ticket) == (Outcome.APPENDED, number)
    assert Ticket.objects.count() == 1


def test_an_answer_to_a_known_mail_finds_its_ticket(post):
    first = post.receive(message_id="a@acme.test", cc=OTTO)
    by_alice = post.receive(ALICE, "More", "And fire.", References="<a@acme.test>", message_id="b@acme.test")
    by_otto = post.receive(OTTO, "Me too", "Here as well.", References="<a@acme.test> <b@acme.test>")
    assert [(t.outcome, t.ticket) for t in (by_alice, by_otto)] == [(Outcome.APPENDED, first.ticket)] * 2


def test_a_stranger_with_a_reference_opens_a_linked_ticket(post):
    first = post.receive(message_id="a@acme.test")
    taken = post.receive(OTTO, "Let me in", "Hm.", In_Reply_To="<a@acme.test>")
    assert (taken.outcome, taken.reason) == (Outcome.OPENED, "reference_of_a_stranger")
    assert taken.ticket != first.ticket
    assert Link.objects.filter(ticket=taken.ticket, other=first.ticket, kind="relates").exists()


def test_a_number_finds_the_ticket_for_those_who_take_part_only(post, now):
    number = ticket_of(ALICE, now)
    by_alice = post.receive(ALICE, f"About TD-{number}", "More.")
    by_otto = post.receive(OTTO, f"About TD-{number}", "Let me see.")
    assert (by_alice.outcome, by_alice.ticket) == (Outcome.APPENDED, number)
    assert (by_otto.outcome, by_otto.reason) == (Outcome.OPENED, "number_of_a_stranger")
    assert Link.objects.filter(ticket=by_otto.ticket, other=number).exists()


def test_our_own_number_behind_the_words_counts_before_others_that_the_words_name(post, now):
    other, number = ticket_of(OTTO, now), ticket_of(ALICE, now)
    taken = post.receive(ALICE, f"Re: As in TD-{other} [TD-{number}]", "It still smokes.")
    assert (taken.outcome, taken.ticket) == (Outcome.APPENDED, number)


def test_a_subject_alone_never_finds_a_ticket(post):
    first, second = post.receive(subject="Printer"), post.receive(subject="Re: Printer", text="More.")
    assert first.ticket != second.ticket


def test_the_number_of_a_ticket_that_is_not_there_is_nothing(post):
    taken = post.receive(subject="TD-999999999 is gone, LTD-1 too")
    assert (taken.outcome, taken.reason) == (Outcome.OPENED, "")


def test_a_reply_reopens_a_solved_ticket(post, now):
    number = ticket_of(ALICE, now)
    solve(number, now)
    taken = post.receive(ALICE, f"TD-{number}", "It burns again.")
    assert (taken.ticket, row(taken).status) == (number, "open")


def test_a_closed_tickets_reply_opens_a_linked_one(post, now):
    number = ticket_of(ALICE, now)
    close(number, now)
    taken = post.receive(ALICE, f"TD-{number}", "It burns again.")
    assert (taken.outcome, taken.reason) == (Outcome.OPENED, "ticket_closed")
    assert Link.objects.filter(ticket=taken.ticket, other=number).exists()


def test_an_answer_to_words_that_were_split_off_goes_where_they_are_now(post, cast, now):
    first = ticket_of(ALICE, now)
    asked = reply(
        actor=cast.bruno, ticket_id=first, body=Body(text="And the scanner?"), visibility=Visibility.PUBLIC,
        channel=Channel.WEB, now=now,
    )  # fmt: skip
    post.settle()
    ours = OutboundMail.objects.get(said=asked).message_id
    second = split(actor=cast.dante, ticket_id=first, messages=[asked], subject="Scanner", now=now)
    taken = post.receive(ALICE, "It scans", In_Reply_To=f"<{ours}>", to=plus_address(HELP, first))
    assert (taken.outcome, taken.ticket) == (Outcome.APPENDED, second)


def test_a_merged_tickets_reply_follows_it(post, cast, now):
    first, other = post.receive(message_id="a@acme.test"), ticket_of(ALICE, now)
    merge(actor=cast.dante, source_id=first.ticket, into_id=other, now=now)
    taken = post.receive(ALICE, "Re", "More.", In_Reply_To="<a@acme.test>")
    assert (taken.outcome, taken.ticket) == (Outcome.APPENDED, other)


@pytest.mark.parametrize("remove", [mark_spam, delete])
def test_what_was_spam_or_deleted_is_not_brought_back_by_a_mail(post, cast, now, remove):
    number = ticket_of(ALICE, now)
    remove(actor=cast.dante, ticket_id=number, now=now)
    taken = post.receive(ALICE, f"TD-{number}", "Hello?")
    assert (taken.outcome, taken.reason) == (Outcome.OPENED, "ticket_gone")
    assert taken.ticket != number
    assert not Link.objects.exists()
