"""Loops are cut and named: our own mails, hop marks, and an address that writes faster than anybody can."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from tests.channels.post import ALICE, HELP, OTTO, letter, mail_of, row, ticket_of
from tests.events import names

from tridesk.channels.actions.mailboxes import add_mailbox
from tridesk.channels.kinds.email.own_marks import own_message_id, plus_address
from tridesk.channels.models import InboundMail, OutboundMail
from tridesk.channels.types import Outcome
from tridesk.identity.types import SYSTEM
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.models import Message, Ticket
from tridesk.tickets.types import ParticipantKind

pytestmark = pytest.mark.django_db
SALES = "sales@desk.test"


def hops(*domains: str) -> bytes:
    return b"".join(f"X-Tridesk-Hop: {domain}\n".encode() for domain in domains)


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (lambda number: letter(HELP, message_id=own_message_id(number, "m1.1", "desk.test")), "loop"),
        (lambda number: hops("desk.test", "a.test", "b.test") + letter(), "loop_hops"),
        (lambda number: hops("desk.test") + letter(HELP, message_id="rewritten@gateway.test"), "loop_returned"),
    ],
)
def test_a_loop_is_recorded_with_its_name_and_opens_nothing(post, now, raw, named):
    number = ticket_of(ALICE, now)
    taken = post.take_in(raw(number))
    assert (taken.outcome, taken.ticket, taken.reason) == (Outcome.RECORDED, None, named)
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)
    assert InboundMail.objects.get().reason == named


def test_one_hop_of_another_desk_is_an_ordinary_mail(post):
    assert post.take_in(hops("fabrikam.test") + letter("desk@fabrikam.test")).outcome is Outcome.OPENED
    other_desk_of_our_domain = hops("desk.test") + letter("facilities@desk.test", message_id="x@y")
    assert post.take_in(other_desk_of_our_domain).outcome is Outcome.OPENED


def test_a_mail_from_one_of_our_mailboxes_to_another_is_a_matter_without_acknowledgement(post, now):
    other = add_mailbox(actor=SYSTEM, values={"address": SALES, "smtp_host": "localhost"}, now=now)
    taken = post.take_in(letter(HELP, "From the help desk", to=SALES, message_id="a@x"), mailbox=other)
    assert (taken.outcome, row(taken).subject) == (Outcome.OPENED, "From the help desk")
    post.settle()
    assert not OutboundMail.objects.exists()
    assert post.take_in(letter(SALES, "Re: x", to=HELP, message_id="b@x")).outcome is Outcome.OPENED
    post.settle()
    assert not OutboundMail.objects.exists()


def test_an_address_that_is_too_fast_is_heard_and_nobody_is_written_to(post, cast, now):
    taken = [post.receive("bot@acme.test", f"Order {n}", f"Order {n} came.", message_id=f"{n}@b") for n in range(14)]
    assert [each.outcome for each in taken] == [Outcome.OPENED] * 10 + [Outcome.APPENDED] * 4
    assert {each.ticket for each in taken[10:]} == {taken[9].ticket}
    assert {each.reason for each in taken[10:]} == {"loop_rate"}
    assert not mail_of(taken[10]).answer
    assert "Order 13" in Message.objects.get(pk=taken[13].message).text
    lines = names(f"ticket:{taken[9].ticket}")
    assert lines.count("mail.too_fast") == 1
    post.settle()
    assert OutboundMail.objects.filter(said__in=[each.message for each in taken[10:]]).count() == 0
    post.now = now + timedelta(minutes=11)
    after = post.receive("bot@acme.test", "Order 99", message_id="99@b")
    assert (after.outcome, after.reason) == (Outcome.OPENED, "")


def test_forty_an_hour_is_too_fast_as_well(post, now):
    for number in range(41):
        post.now = now + timedelta(seconds=85 * number)
        date = format_datetime(post.now)
        taken = post.receive("bot@acme.test", f"Order {number}", message_id=f"{number}@b", date=date)
    assert (taken.reason, Ticket.objects.count()) == ("loop_rate", 40)


def test_answers_of_a_fast_address_go_to_their_tickets_and_to_nobody_in_copy(post, cast, now):
    number = ticket_of(ALICE, now)
    add_participant(actor=SYSTEM, ticket_id=number, person=cast.otto.person_id, kind=ParticipantKind.CC, now=now)
    to = plus_address(HELP, number)
    taken = [post.receive(ALICE, "Re", "Same words.", to=to, message_id=f"{n}@a") for n in range(12)]
    assert {each.ticket for each in taken} == {number}
    assert [each.reason for each in taken] == [""] * 10 + ["loop_rate"] * 2
    post.settle()
    assert OutboundMail.objects.filter(recipient=OTTO, said__in=[each.message for each in taken]).count() == 10
    assert Message.objects.filter(ticket=number).count() == 13, "no word is lost"


def test_who_writes_fast_by_hand_loses_nothing(post):
    for number in range(15):
        taken = post.receive(
            ALICE, f"Machine {number}", f"Nr. {number}: {'x' * number} hums", User_Agent="Mozilla Thunderbird",
            message_id=f"{number}@a",
        )  # fmt: skip
        assert (taken.outcome, taken.reason) == (Outcome.OPENED, "")
    assert Ticket.objects.count() == 15


def test_a_full_mailbox_that_is_read_for_the_first_time_is_no_loop(post):
    for number in range(13):
        taken = post.receive(OTTO, f"Old {number}", message_id=f"{number}@o", date="Mon, 02 Mar 2026 09:00:00 +0000")
        assert (taken.outcome, taken.reason) == (Outcome.OPENED, "")


def test_nobody_gets_into_a_strangers_ticket_by_being_fast(post, now):
    post.receive(ALICE, "Hers", message_id="h@a")
    for number in range(12):
        taken = post.receive(OTTO, f"Mine {number}", message_id=f"{number}@o")
    assert (taken.reason, row(taken).requester_id) == ("loop_rate", mail_of(taken).said.author_id)
