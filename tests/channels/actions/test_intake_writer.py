"""Mails that a form sends for somebody, and people who want to be answered elsewhere."""

import pytest
from tests.cast import person
from tests.channels.post import ALICE, BRUNO, HELP, OTTO, mail_of, row, ticket_of
from tests.web.asking import client_of

from tridesk.channels.kinds.email.own_marks import plus_address
from tridesk.channels.models import OutboundMail
from tridesk.channels.types import Outcome
from tridesk.identity.actions.add_address import add_address
from tridesk.identity.actions.mark_address_dead import mark_address_dead
from tridesk.identity.models import Address
from tridesk.identity.queries import find_person_by_address
from tridesk.identity.types import SYSTEM
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.models import Message, Participant
from tridesk.tickets.types import Body, Channel, Visibility

pytestmark = pytest.mark.django_db
FORM = "Site <noreply@site.test>"
NEW = "Nadia <nadia@shop.test>"


def recipients(kind):
    return sorted(OutboundMail.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_who_filled_in_a_form_is_the_requester_and_hears_the_number(post, cast, now):
    taken = post.receive(FORM, "From the site", Reply_To=NEW)
    nadia = find_person_by_address(address="nadia@shop.test")
    mail = mail_of(taken)
    assert row(taken).requester_id == nadia
    assert Message.objects.get(pk=taken.message).author_name == "Nadia"
    assert (mail.sender, mail.sent_by, mail.robot) == ("nadia@shop.test", "noreply@site.test", False)
    post.settle()
    assert recipients("acknowledgement") == ["nadia@shop.test"]
    assert find_person_by_address(address="noreply@site.test") is None
    reply(
        actor=cast.dante, ticket_id=row(taken).pk, body=Body("Hm."), visibility=Visibility.PUBLIC,
        channel=Channel.WEB, now=now,
    )  # fmt: skip
    post.settle()
    assert recipients("reply") == ["nadia@shop.test"]


def test_a_form_on_our_own_mailbox_opens_no_ticket_for_ourselves(post):
    taken = post.receive(HELP, "From our site", Reply_To=NEW)
    assert row(taken).requester_id == find_person_by_address(address="nadia@shop.test")
    assert find_person_by_address(address=HELP) is None


def test_the_page_says_who_sent_it(post, cast):
    taken = post.receive(FORM, "From the site", Reply_To=NEW)
    page = client_of(cast.bruno).get(f"/tickets/{taken.ticket}").text
    assert "Sent by noreply@site.test, to be answered at nadia@shop.test." in page


@pytest.mark.parametrize(
    "reply_to", [BRUNO, HELP, f"{ALICE}, {OTTO}", "no-reply@other.test", "help@site.test", "nonsense"]
)
def test_a_form_speaks_for_none_of_us_and_for_no_service(post, reply_to):
    taken = post.receive(FORM, "From the site", Reply_To=reply_to)
    assert row(taken).requester_id == find_person_by_address(address="noreply@site.test")
    post.settle()
    assert recipients("acknowledgement") == []


def test_a_form_in_somebodys_name_joins_none_of_their_tickets(post, now):
    ticket = ticket_of(ALICE, now)
    first = post.receive(ALICE, "Printer", message_id="a@acme.test")
    by_number = post.receive(FORM, f"TD-{ticket}", "Cancel it.", Reply_To=ALICE)
    by_reference = post.receive(FORM, "Re: Printer", "And this.", Reply_To=ALICE, In_Reply_To="<a@acme.test>")
    assert (by_number.outcome, by_reference.outcome) == (Outcome.OPENED, Outcome.OPENED)
    assert first.ticket not in (by_number.ticket, by_reference.ticket)
    assert not Participant.objects.exists()


def test_a_form_does_not_prove_that_an_address_lives(post, cast, now):
    mark_address_dead(actor=SYSTEM, address=ALICE, reason="550", now=now)
    post.receive(FORM, "From the site", Reply_To=ALICE)
    assert Address.objects.get(address=ALICE).dead_since is not None
    post.receive(ALICE, "From herself")
    assert Address.objects.get(address=ALICE).dead_since is None


def test_what_servers_say_is_about_the_form(post, settings, monkeypatch):
    monkeypatch.setitem(settings.CONFIG.values, "TRUSTED_AUTHSERV", ("mx.desk.test",))
    fail = "mx.desk.test; dmarc=fail header.from=desk.test"
    good = "mx.desk.test; dmarc=pass header.from=site.test"
    posing = post.receive(HELP, "From our site", Reply_To=NEW, Authentication_Results=fail)
    assert mail_of(posing).concern == "posing"
    honest = post.receive(FORM, "From the site", Reply_To=NEW, Authentication_Results=good)
    assert mail_of(honest).concern == ""


def test_a_person_is_answered_at_another_address_of_theirs(post, cast, now):
    add_address(actor=SYSTEM, person_id=person(cast.alice), address="alice@home.test", verified=True, now=now)
    taken = post.receive(ALICE, "Printer", Reply_To="alice@home.test")
    assert row(taken).requester_id == cast.alice.person_id
    assert (mail_of(taken).sender, mail_of(taken).sent_by) == ("alice@home.test", ALICE)
    post.settle()
    assert recipients("acknowledgement") == ["alice@home.test"]
    more = post.receive(ALICE, f"TD-{taken.ticket}", "More.", Reply_To="alice@home.test")
    assert more.ticket == taken.ticket


@pytest.mark.parametrize("reply_to", [OTTO, "stranger@elsewhere.test", HELP])
def test_a_persons_reply_to_leads_our_words_to_nobody_else(post, cast, reply_to):
    taken = post.receive(ALICE, "Printer", Reply_To=reply_to)
    assert row(taken).requester_id == cast.alice.person_id
    assert mail_of(taken).sent_by == ""
    post.settle()
    assert recipients("acknowledgement") == [ALICE]
    assert find_person_by_address(address="stranger@elsewhere.test") is None


def test_an_analysts_reply_to_changes_nothing(post, cast, now):
    add_address(actor=SYSTEM, person_id=person(cast.bruno), address="bruno@home.test", verified=True, now=now)
    ticket = ticket_of(ALICE, now)
    taken = post.receive(BRUNO, "Re", "Note.", to=plus_address(HELP, ticket), Reply_To="bruno@home.test")
    assert mail_of(taken).sender == BRUNO
    assert Message.objects.get(pk=taken.message).visibility == "internal"
