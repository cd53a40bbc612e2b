"""People in copy and followers: who hears what, how often, and who never takes part."""

from datetime import timedelta

import pytest
from tests.cast import person
from tests.channels.post import ALICE, BRUNO, ELENA, HELP, OTTO, letter, ticket_of

from tridesk.channels.actions.mailboxes import add_mailbox
from tridesk.channels.kinds.email.own_marks import plus_address
from tridesk.channels.models import MailOffer, OutboundMail
from tridesk.channels.types import Outcome
from tridesk.identity.queries import find_person_by_address
from tridesk.identity.types import SYSTEM
from tridesk.tickets.actions.participants import add_participant, remove_participant
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.models import Message, Participant, Ticket
from tridesk.tickets.types import Body, Channel, ParticipantKind, Visibility

pytestmark = pytest.mark.django_db
SALES = "sales@desk.test"


def say(actor, ticket, now, text="Unplug it."):
    return reply(
        actor=actor, ticket_id=ticket, body=Body(text), visibility=Visibility.PUBLIC, channel=Channel.WEB, now=now
    )


def mails(kind="reply"):
    return sorted(OutboundMail.objects.filter(kind=kind).values_list("recipient", flat=True))


def takes_part(ticket):
    return set(Participant.objects.filter(ticket=ticket).values_list("person_id", flat=True))


@pytest.fixture
def first(post):
    """Alice writes to us, with Otto and Elena in copy."""
    return post.receive(message_id="a@acme.test", cc=f"{OTTO}, {ELENA}")


def test_a_reply_of_somebody_in_copy_reaches_all_others_once(post, cast, first):
    taken = post.receive(OTTO, "Re: The printer burns", "Here, too.", In_Reply_To="<a@acme.test>")
    post.settle()
    assert (taken.outcome, taken.ticket) == (Outcome.APPENDED, first.ticket)
    assert mails() == [ALICE, ELENA]
    post.settle()
    assert mails() == [ALICE, ELENA]


def test_who_had_it_directly_does_not_get_it_twice(post, cast, first):
    post.receive(OTTO, "Re: The printer burns", "Here, too.", In_Reply_To="<a@acme.test>", cc=f"Alice <{ALICE}>")
    post.settle()
    assert mails() == [ELENA]


def test_reply_all_among_those_in_copy_is_sent_on_to_nobody(post, cast, first):
    everybody, before = (ALICE, OTTO, ELENA), "a@acme.test"
    for number, sender in enumerate((OTTO, ALICE, ELENA, OTTO)):
        others = ", ".join(each for each in everybody if each != sender)
        message_id = f"m{number}@elsewhere.test"
        taken = post.receive(
            sender, "Re: The printer burns", f"Word {number}.", cc=others, message_id=message_id,
            In_Reply_To=f"<{before}>",
        )  # fmt: skip
        before = message_id
        assert taken.ticket == first.ticket
    post.settle()
    assert mails() == []
    assert Message.objects.filter(ticket=first.ticket).count() == 5


def test_who_is_taken_out_hears_no_more_and_is_a_stranger_by_the_number(post, cast, first, now):
    remove_participant(
        actor=cast.bruno, ticket_id=first.ticket, person=person(cast.otto), kind=ParticipantKind.CC, now=now
    )
    say(cast.bruno, first.ticket, now)
    post.settle()
    assert mails() == [ALICE, ELENA]
    assert post.receive(OTTO, f"TD-{first.ticket}", "And me?").outcome is Outcome.OPENED
    assert post.receive(OTTO, "Re", "And me?", In_Reply_To="<a@acme.test>").outcome is Outcome.OPENED


def test_somebody_copied_into_a_later_mail_takes_part_from_then_on(post, cast, now):
    ticket = ticket_of(ALICE, now)
    post.settle()
    post.receive(ALICE, f"TD-{ticket}", "Otto should know.", cc=OTTO)
    assert takes_part(ticket) == {cast.otto.person_id}
    say(cast.bruno, ticket, now)
    post.settle()
    assert mails() == [ALICE, OTTO]


@pytest.mark.parametrize("in_copy", [False, True])
def test_a_follower_is_told_by_notice_and_never_as_an_outsider(post, cast, first, now, in_copy):
    kinds = (ParticipantKind.FOLLOWER, *([ParticipantKind.CC] if in_copy else []))
    for kind in kinds:
        add_participant(actor=cast.dante, ticket_id=first.ticket, person=person(cast.bruno), kind=kind, now=now)
    post.receive(ALICE, f"TD-{first.ticket}", "It still burns.", cc=f"{OTTO}, {ELENA}")
    say(cast.carla, first.ticket, now)
    post.settle()
    assert mails() == sorted([ALICE, OTTO, ELENA])
    assert BRUNO in mails("notice")


def test_a_requester_who_is_in_copy_of_their_own_ticket_hears_once(post, cast, first, now):
    Participant.objects.create(ticket_id=first.ticket, person_id=cast.alice.person_id, kind="cc")
    say(cast.bruno, first.ticket, now)
    post.settle()
    assert mails() == sorted([ALICE, OTTO, ELENA])
    OutboundMail.objects.all().delete()
    post.receive(ALICE, f"TD-{first.ticket}", "Thank you for nothing.", cc=ALICE)
    post.settle()
    assert mails() == sorted([OTTO, ELENA])


def test_a_desk_in_blind_copy_takes_the_mail_in(post, cast):
    taken = post.receive(to=OTTO, Delivered_To=HELP)
    assert taken.outcome is Outcome.OPENED
    assert takes_part(taken.ticket) == {cast.otto.person_id}


def test_one_mail_to_two_of_our_mailboxes_is_one_ticket(post, cast, now):
    sales = add_mailbox(actor=SYSTEM, values={"address": SALES}, now=now)
    raw = letter(to=f"{HELP}, {SALES}", message_id="both@acme.test")
    first = post.take_in(b"Delivered-To: help@desk.test\r\n" + raw)
    second = post.take_in(b"Delivered-To: sales@desk.test\r\nReceived: from a by b\r\n" + raw, mailbox=sales)
    assert (first.outcome, second.outcome) == (Outcome.OPENED, Outcome.KNOWN)
    assert Ticket.objects.count() == 1
    assert takes_part(first.ticket) == set()
    post.settle()
    assert mails("acknowledgement") == [ALICE]


def test_a_mailbox_of_ours_never_takes_part(post, cast, now):
    add_mailbox(actor=SYSTEM, values={"address": SALES}, now=now)
    first = post.receive(cc=f"{SALES}, {plus_address(HELP, 7)}", message_id="a@acme.test")
    taken = post.receive(SALES, "Re", "We send one.", to=f"{ALICE}, {plus_address(HELP, first.ticket)}")
    said = Message.objects.get(pk=taken.message)
    assert (taken.outcome, taken.ticket, said.visibility) == (Outcome.APPENDED, first.ticket, "internal")
    assert takes_part(first.ticket) == set()
    assert not MailOffer.objects.exists()
    post.settle()
    assert mails() == []


def test_at_most_thirty_take_part_however_many_mails_name_more(post, cast, now):
    ticket = ticket_of(ALICE, now)
    for batch in range(3):
        copied = ", ".join(f"p{batch}.{number}@elsewhere.test" for number in range(20))
        post.receive(ALICE, f"TD-{ticket}", f"Batch {batch}.", cc=copied)
    assert len(takes_part(ticket)) == 29
    post.now = now + timedelta(hours=2)
    late = post.receive("late@elsewhere.test", "Re", "I have our mail.", to=plus_address(HELP, ticket))
    assert late.ticket == ticket
    assert find_person_by_address(address="late@elsewhere.test") in takes_part(ticket)
