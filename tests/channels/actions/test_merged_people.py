"""Two records of one person become one: mails out and in, before and after the rooms have heard of it."""

from datetime import timedelta

import pytest
from tests.cast import person
from tests.channels.post import ALICE, OTTO, ticket_of

from tridesk.channels.actions.follow_merge import follow_merge
from tridesk.channels.actions.queue_mail import queue_reply
from tridesk.channels.models import OutboundMail
from tridesk.channels.types import Outcome
from tridesk.identity.actions.mark_address_dead import mark_address_dead
from tridesk.identity.actions.merge_people import merge_people
from tridesk.identity.queries import dead_addresses, find_person_by_address, person_detail
from tridesk.identity.types import SYSTEM
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.models import Message, Participant, Ticket
from tridesk.tickets.types import Body, Channel, ParticipantKind, Visibility

pytestmark = pytest.mark.django_db
HOME = "alice@home.test"


@pytest.fixture
def double(post):
    """Alice wrote from home before anybody knew that it was her."""
    return post.receive(f"Alice A. <{HOME}>", "From home", message_id="h@home.test")


def one(cast, now):
    """The two records are merged; the rooms hear of it when the post settles."""
    other = find_person_by_address(address=HOME)
    merge_people(actor=cast.dante, person_id=person(cast.alice), other_id=other, now=now)
    return other


def say(cast, ticket, now, text="Unplug it."):
    return reply(
        actor=cast.dante, ticket_id=ticket, body=Body(text), visibility=Visibility.PUBLIC, channel=Channel.WEB, now=now
    )


def recipients(said):
    return list(OutboundMail.objects.filter(said=said).order_by("recipient").values_list("recipient", "person_id"))


def test_tickets_and_answers_are_hers_from_then_on(post, cast, double, now):
    one(cast, now)
    post.settle()
    assert Ticket.objects.get(pk=double.ticket).requester_id == cast.alice.person_id
    assert recipients(say(cast, double.ticket, now)) == []
    post.settle()
    assert list(OutboundMail.objects.filter(kind="reply").values_list("recipient", flat=True)) == [HOME]


@pytest.mark.parametrize("sender", [ALICE, HOME])
def test_later_mails_from_either_address_belong_to_either_ticket(post, cast, double, now, sender):
    hers = ticket_of(ALICE, now)
    one(cast, now)
    post.settle()
    for ticket in (hers, double.ticket):
        taken = post.receive(sender, f"TD-{ticket}", "More.")
        said = Message.objects.get(pk=taken.message)
        assert (taken.ticket, said.author_id, said.visibility) == (ticket, cast.alice.person_id, "public")
    assert not Participant.objects.exists()


@pytest.mark.parametrize("sender", [ALICE, HOME])
def test_a_mail_that_comes_before_the_tickets_have_followed_joins(post, cast, double, now, sender):
    one(cast, now)
    taken = post.receive(sender, f"TD-{double.ticket}", "More.")
    assert (taken.outcome, taken.ticket) == (Outcome.APPENDED, double.ticket)
    post.settle()
    assert Ticket.objects.get(pk=double.ticket).requester_id == cast.alice.person_id
    assert not Participant.objects.exists()


def test_an_answer_that_comes_before_the_tickets_have_followed_is_not_lost(post, cast, double, now):
    one(cast, now)
    said = say(cast, double.ticket, now)
    assert queue_reply(message_id=said, now=now) == 1
    assert recipients(said) == [(HOME, cast.alice.person_id)]
    post.settle()
    assert len(recipients(said)) == 1


def test_a_mail_that_waits_for_the_other_goes_to_her_and_only_once(post, cast, double, now):
    said = say(cast, double.ticket, now)
    post.settle()
    other = one(cast, now)
    post.settle()
    assert recipients(said) == [(HOME, cast.alice.person_id)]
    assert queue_reply(message_id=said, now=now) == 0  # its event comes a second time
    follow_merge(kept=person(cast.alice), other=other)
    assert len(recipients(said)) == 1


def test_who_was_in_copy_with_both_gets_what_waits_once(post, cast, double, now):
    add_participant(actor=SYSTEM, ticket_id=double.ticket, person=person(cast.alice), kind=ParticipantKind.CC, now=now)
    said = say(cast, double.ticket, now)
    post.settle()
    assert len(recipients(said)) == 2
    one(cast, now)
    post.settle()
    assert recipients(said) == [(ALICE, cast.alice.person_id)]
    assert not Participant.objects.exists()


def test_what_failed_to_one_still_goes_to_the_other(post, cast, double, now):
    add_participant(actor=SYSTEM, ticket_id=double.ticket, person=person(cast.alice), kind=ParticipantKind.CC, now=now)
    said = say(cast, double.ticket, now)
    post.settle()
    OutboundMail.objects.filter(said=said, recipient=ALICE).update(state=OutboundMail.FAILED)
    one(cast, now)
    post.settle()
    assert sorted(OutboundMail.objects.filter(said=said).values_list("recipient", "state")) == [
        (ALICE, "failed"),
        (HOME, "queued"),
    ]


def test_a_dead_address_stays_dead_and_is_not_answered(post, cast, double, now):
    mark_address_dead(actor=SYSTEM, address=HOME, reason="550 gone", now=now)
    one(cast, now)
    post.settle()
    detail = person_detail(actor=cast.dante, person_id=person(cast.alice))
    assert {row.address: row.dead_since is not None for row in detail.addresses} == {ALICE: False, HOME: True}
    assert dead_addresses(person_ids=[person(cast.alice)]) == []
    say(cast, double.ticket, now)
    post.settle()
    assert list(OutboundMail.objects.filter(kind="reply").values_list("recipient", flat=True)) == [ALICE]
    post.now = now + timedelta(hours=1)
    post.receive(HOME, f"TD-{double.ticket}", "I am back.")
    detail = person_detail(actor=cast.dante, person_id=person(cast.alice))
    assert not any(row.dead_since for row in detail.addresses)


def test_strangers_stay_strangers(post, cast, double, now):
    one(cast, now)
    assert post.receive(OTTO, f"TD-{double.ticket}", "Me?").outcome is Outcome.OPENED
