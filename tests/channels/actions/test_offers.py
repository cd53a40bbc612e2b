"""What a mail makes us ask the team: whose mail was passed on to us, and whether somebody new is somebody we know."""

import pytest
from tests.cast import person
from tests.channels.post import ALICE, BRUNO, CARLA, HELP, OTTO, letter, row, ticket_of
from tests.events import events, names

from tridesk.channels.actions.mailboxes import change_mailbox
from tridesk.channels.actions.settle_offer import decline_offer, make_requester
from tridesk.channels.errors import OfferNotFoundError
from tridesk.channels.events import OfferDeclined
from tridesk.channels.kinds.email.own_marks import plus_address
from tridesk.channels.models import InboundMail, MailOffer, OutboundMail
from tridesk.channels.queries import offers_of
from tridesk.channels.types import Outcome
from tridesk.identity.actions.merge_people import merge_people
from tridesk.identity.queries import actor_of, find_person_by_address
from tridesk.identity.types import SYSTEM
from tridesk.infra.outbox.log import stream
from tridesk.kernel.errors import InvalidError
from tridesk.orgs.actions import add_organisation
from tridesk.orgs.types import OrganisationKind
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.actions.undo import undo_change
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.events import TicketChanged
from tridesk.tickets.models import Message, Participant, Ticket
from tridesk.tickets.queries import abilities, conversation, facts_of
from tridesk.tickets.types import Body, Channel, Visibility

pytestmark = pytest.mark.django_db
PASSED_ON = (
    "---------- Forwarded message ---------\nFrom: Nadia Nunes <nadia@acme.test>\nDate: Tue, Mar 10, 2026\n"
    "Subject: Printer\nTo: Bruno <bruno@desk.test>\n\nIt smokes.\n"
)
COVER = f"She is a difficult one.\n\n{PASSED_ON}"
NADIA = "nadia@acme.test"


def asked(actor, ticket):
    return offers_of(
        actor=actor, ticket_id=ticket, may=abilities(actor=actor, facts=facts_of(actor=actor, ticket_id=ticket))
    )


def accept(actor, ticket, now, *, tell=False):
    (offer,) = asked(actor, ticket)
    return make_requester(actor=actor, ticket_id=ticket, offer_id=offer.id, tell=tell, now=now)


def say(actor, ticket, now, text="Unplug it."):
    reply(actor=actor, ticket_id=ticket, body=Body(text), visibility=Visibility.PUBLIC, channel=Channel.WEB, now=now)


def mails(kind):
    return sorted(OutboundMail.objects.filter(kind=kind).values_list("recipient", flat=True))


# Somebody else's mail that one of us passed on.


def test_a_mail_that_an_analyst_passed_on_may_be_its_writers_ticket(post, cast):
    taken = post.receive(BRUNO, "Fwd: Printer", COVER)
    mail = InboundMail.objects.get(said=taken.message)
    assert (mail.forwarded_from, mail.forwarded_name) == (NADIA, "Nadia Nunes")
    (offer,) = asked(cast.bruno, row(taken).pk)
    assert (offer.kind, offer.name, offer.original, offer.called) == (
        "passed_on",
        "Bruno Bianchi",
        NADIA,
        "Nadia Nunes",
    )
    assert row(taken).requester_id == cast.bruno.person_id
    assert find_person_by_address(address=NADIA) is None


def test_it_becomes_theirs_and_the_cover_stays_with_the_team(post, cast, now):
    ticket = row(post.receive(BRUNO, "Fwd: Printer", COVER)).pk
    post.settle()
    done = accept(cast.carla, ticket, now)
    nadia = find_person_by_address(address=NADIA)
    assert set(done) == {"requester", "organisation", "opening"}
    found = Ticket.objects.get(pk=ticket)
    assert (found.requester_id, found.organisation_id, found.snippet) == (nadia, cast.acme, "")
    assert Message.objects.get(ticket=ticket).visibility == "internal"
    assert list(Participant.objects.filter(ticket=ticket).values_list("person_id", "kind")) == [
        (cast.bruno.person_id, "follower")
    ]
    assert asked(cast.carla, ticket) == []
    post.settle()
    say(cast.carla, ticket, now)
    post.settle()
    assert mails("reply") == [NADIA]
    assert mails("acknowledgement") == [BRUNO]  # at the beginning, when it was his


def test_without_a_cover_the_mail_itself_stays_where_its_writer_sees_it(post, cast, now):
    ticket = row(post.receive(BRUNO, "Fwd: Printer", PASSED_ON)).pk
    assert set(accept(cast.carla, ticket, now)) == {"requester", "organisation"}
    assert Message.objects.get(ticket=ticket).visibility == "public"


def test_the_change_can_be_taken_back_as_a_whole(post, cast, now):
    ticket = row(post.receive(BRUNO, "Fwd: Printer", COVER)).pk
    accept(cast.carla, ticket, now)
    line = next(each for each in stream(name=f"ticket:{ticket}", limit=100) if isinstance(each.event, TicketChanged))
    undo_change(actor=cast.carla, ticket_id=ticket, event_id=line.id, now=now)
    found = Ticket.objects.get(pk=ticket)
    assert (found.requester_id, found.organisation_id) == (cast.bruno.person_id, None)
    assert Message.objects.get(ticket=ticket).visibility == "public"
    assert "difficult" in found.snippet


def test_the_new_requester_hears_the_number_only_if_it_is_wanted(post, cast, now):
    first, second = (row(post.receive(BRUNO, f"Fwd: {name}", COVER)).pk for name in ("One", "Two"))
    post.settle()
    accept(cast.carla, first, now, tell=False)
    accept(cast.carla, second, now, tell=True)
    sent = OutboundMail.objects.filter(kind="acknowledgement", recipient=NADIA)
    assert list(sent.values_list("ticket_id", flat=True)) == [second]


def test_a_mailbox_that_acknowledges_nothing_does_not_here_either(post, cast, now):
    change_mailbox(actor=SYSTEM, mailbox_id=post.mailbox, values={"acknowledge": False}, now=now)
    ticket = row(post.receive(BRUNO, "Fwd: Printer", COVER)).pk
    accept(cast.carla, ticket, now, tell=True)
    assert mails("acknowledgement") == []


def test_a_no_is_remembered_and_the_timeline_says_so(post, cast, now):
    ticket = row(post.receive(BRUNO, "Fwd: Printer", COVER)).pk
    (offer,) = asked(cast.bruno, ticket)
    decline_offer(actor=cast.bruno, ticket_id=ticket, offer_id=offer.id, now=now)
    assert asked(cast.bruno, ticket) == []
    assert [type(line) for line in events(f"ticket:{ticket}")][-1] is OfferDeclined
    with pytest.raises(OfferNotFoundError):
        make_requester(actor=cast.bruno, ticket_id=ticket, offer_id=offer.id, tell=False, now=now)


def test_one_of_our_own_house_may_pass_on_too_and_stays_in_copy(post, cast, now):
    add_organisation(actor=SYSTEM, name="House", kind=OrganisationKind.OWN, domains=["house.test"], now=now)
    ticket = row(post.receive("Paula <paula@house.test>", "Fwd: Printer", COVER)).pk
    accept(cast.bruno, ticket, now)
    paula = find_person_by_address(address="paula@house.test")
    assert list(Participant.objects.values_list("person_id", "kind")) == [(paula, "cc")]


@pytest.mark.parametrize("sender", [ALICE, OTTO, "elena@fabrikam.test", "stranger@elsewhere.test"])
def test_a_header_block_in_an_outsiders_mail_offers_nothing(post, cast, sender):
    taken = post.receive(sender, "Fwd: Printer", COVER)
    assert not MailOffer.objects.exists()
    assert InboundMail.objects.get(said=taken.message).forwarded_from == NADIA


@pytest.mark.parametrize("original", [HELP, BRUNO, "noreply@shop.test"])
def test_our_own_mail_and_a_robots_passed_on_are_nobodys_ticket(post, original):
    post.receive(BRUNO, "Fwd: Printer", COVER.replace(NADIA, original))
    assert not MailOffer.objects.exists()


def test_a_mail_that_may_not_be_an_analysts_offers_nothing(post, settings, monkeypatch):
    monkeypatch.setitem(settings.CONFIG.values, "TRUSTED_AUTHSERV", ("mx.desk.test",))
    for said in ("dmarc=fail header.from=desk.test", "spf=pass smtp.mailfrom=evil.test"):
        post.receive(BRUNO, "Fwd: Printer", f"{COVER}{said}", Authentication_Results=f"mx.desk.test; {said}")
    assert not MailOffer.objects.exists()


def test_a_mail_passed_on_to_a_ticket_that_is_there_offers_nothing(post, now):
    ticket = ticket_of(ALICE, now)
    taken = post.receive(BRUNO, "Fwd: Printer", COVER, to=plus_address(HELP, ticket))
    assert (taken.outcome, MailOffer.objects.exists()) == (Outcome.APPENDED, False)


def test_it_is_no_longer_asked_once_it_was_talked_about_in_public(post, cast, now):
    ticket = row(post.receive(BRUNO, "Fwd: Printer", COVER)).pk
    say(cast.carla, ticket, now, "Is she always like that?")
    assert asked(cast.carla, ticket) == []


def test_it_is_no_longer_asked_once_somebody_else_is_the_requester(post, cast, now):
    ticket = row(post.receive(BRUNO, "Fwd: Printer", COVER)).pk
    change(actor=cast.carla, ticket_id=ticket, changes={"requester": person(cast.alice)}, now=now)
    assert asked(cast.carla, ticket) == []


def test_who_may_not_change_the_ticket_is_not_asked(post, cast, now):
    ticket = row(post.receive(BRUNO, "Fwd: Printer", COVER)).pk
    (offer,) = asked(cast.carla, ticket)
    change(actor=cast.carla, ticket_id=ticket, changes={"team": cast.specialists}, now=now)
    assert asked(cast.bruno, ticket) == []  # he is its requester, and no more
    with pytest.raises(OfferNotFoundError):
        make_requester(actor=cast.bruno, ticket_id=ticket, offer_id=offer.id, tell=True, now=now)
    for outsider in (cast.alice, cast.otto):
        with pytest.raises(TicketNotFoundError):
            decline_offer(actor=outsider, ticket_id=ticket, offer_id=offer.id, now=now)


def test_an_offer_of_another_ticket_is_not_there(post, cast, now):
    ticket, other = row(post.receive(BRUNO, "Fwd: Printer", COVER)).pk, ticket_of(ALICE, now)
    (offer,) = asked(cast.carla, ticket)
    with pytest.raises(OfferNotFoundError):
        decline_offer(actor=cast.carla, ticket_id=other, offer_id=offer.id, now=now)


def test_a_first_note_never_goes_out_by_a_form(post, cast, now):
    ticket = row(post.receive(BRUNO, "Fwd: Printer", COVER)).pk
    accept(cast.carla, ticket, now)
    with pytest.raises(InvalidError):
        change(actor=cast.carla, ticket_id=ticket, changes={"opening": "public"}, now=now)
    reader = actor_of(person_id=find_person_by_address(address=NADIA))
    assert "difficult" not in str(conversation(actor=reader, ticket_id=ticket))


# Somebody unknown who answers a mail of ours.


@pytest.fixture
def ours(post, cast, now):
    """A mail of ours to Alice about her ticket: the ticket and its Message-ID."""
    ticket = ticket_of(ALICE, now)
    say(cast.bruno, ticket, now)
    post.settle()
    return ticket, OutboundMail.objects.get(kind="reply", recipient=ALICE).message_id


def test_somebody_unknown_who_answers_our_mail_may_be_whom_we_wrote_to(post, cast, now, ours):
    ticket, sent = ours
    taken = post.receive("Ali <ali@private.test>", "Re", "It works.", In_Reply_To=f"<{sent}>")
    assert taken.ticket == ticket
    (offer,) = asked(cast.dante, ticket)
    assert (offer.kind, offer.sender, offer.other) == ("newcomer", "ali@private.test", cast.alice.person_id)
    assert asked(cast.bruno, ticket) == []  # who merges no people is not asked
    assert find_person_by_address(address="ali@private.test") != cast.alice.person_id


def test_after_a_merge_or_a_no_it_is_asked_no_more(post, cast, now, ours):
    ticket, sent = ours
    for name in ("ali", "otti"):
        post.receive(f"{name}@private.test", "Re", f"It works, says {name}.", In_Reply_To=f"<{sent}>")
    first, second = asked(cast.dante, ticket)
    merge_people(actor=cast.dante, person_id=first.other, other_id=first.person, now=now)
    assert asked(cast.dante, ticket) == [second]
    decline_offer(actor=cast.dante, ticket_id=ticket, offer_id=second.id, now=now)
    post.settle()
    assert asked(cast.dante, ticket) == []
    post.receive("otti@private.test", "Re", "Once more.", In_Reply_To=f"<{sent}>")
    assert asked(cast.dante, ticket) == []
    assert "mail.offer_declined" in names(f"ticket:{ticket}")


def test_by_a_signed_address_it_may_be_the_requester(post, cast, now):
    ticket = ticket_of(ALICE, now)
    post.receive("ali@private.test", "Hello", to=plus_address(HELP, ticket))
    (offer,) = asked(cast.dante, ticket)
    assert offer.other == cast.alice.person_id


def test_the_question_goes_where_the_words_go(post, cast, now, ours):
    ticket, sent = ours
    post.receive("ali@private.test", "Re", "It works.", In_Reply_To=f"<{sent}>")
    other = ticket_of(ALICE, now)
    merge(actor=cast.dante, source_id=ticket, into_id=other, now=now)
    assert len(asked(cast.dante, other)) == 1
    assert asked(cast.dante, ticket) == []


def test_whom_we_know_and_colleagues_are_not_asked_about(post, cast, now, ours):
    ticket, sent = ours
    post.receive(OTTO, "Re", "It works.", In_Reply_To=f"<{sent}>")
    post.receive("ana@acme.test", f"TD-{ticket}", "Here, too.")
    post.receive("stranger@elsewhere.test", f"TD-{ticket}", "Let me in.")
    assert not MailOffer.objects.exists()


def test_nobody_is_taken_for_one_of_us(post, cast, now):
    ticket = ticket_of(CARLA, now)
    post.receive("carlita@private.test", "Re", "It is me.", to=plus_address(HELP, ticket))
    assert not MailOffer.objects.exists()


def test_a_doubted_mail_or_a_robots_makes_nobody_ask(post, now, ours, settings, monkeypatch):
    sent = ours[1]
    monkeypatch.setitem(settings.CONFIG.values, "TRUSTED_AUTHSERV", ("mx.desk.test",))
    fail = "mx.desk.test; dmarc=fail header.from=private.test"
    post.receive("ali@private.test", "Re", "It works.", In_Reply_To=f"<{sent}>", Authentication_Results=fail)
    post.receive("bot@private.test", "Re", "It works.", In_Reply_To=f"<{sent}>", Precedence="bulk")
    post.take_in(letter("away@private.test", "Automatic reply: x", "Away.", In_Reply_To=f"<{sent}>"))
    assert not MailOffer.objects.exists()
