"""The quiet questions above a conversation, and the buttons under them."""

import pytest
from tests.channels.post import ALICE, BRUNO, HELP, Post, open_post, ticket_of
from tests.web.asking import client_of
from tests.web.tickets.desk import shown

from tridesk.channels.actions.mailboxes import change_mailbox
from tridesk.channels.kinds.email.own_marks import plus_address
from tridesk.channels.models import MailOffer, OutboundMail
from tridesk.identity.queries import find_person_by_address
from tridesk.identity.types import SYSTEM
from tridesk.tickets.models import Message, Ticket

COVER = (
    "She is a difficult one.\n\n---------- Forwarded message ---------\nFrom: Nadia <nadia@acme.test>\n"
    "Date: Tue, Mar 10, 2026\nSubject: Printer\nTo: Bruno <bruno@desk.test>\n\nIt smokes.\n"
)


@pytest.fixture
def post(cast, now) -> Post:
    return open_post(now)


@pytest.fixture
def passed_on(post) -> str:
    """The address of the ticket's page."""
    return f"/tickets/{post.receive(BRUNO, 'Fwd: Printer', COVER).ticket}"


def settle(client, page, do):
    return client.post(f"{page}/offers/{MailOffer.objects.get().pk}", {"do": do}, follow=True)


def test_the_question_says_whose_mail_it_was(cast, passed_on):
    page = shown(client_of(cast.dante).get(passed_on))
    assert "Bruno Bianchi passed on a mail from Nadia <nadia@acme.test>." in page
    assert "the first message becomes a note" in page
    for button in ("Make Nadia the requester", "The same, and tell them the number", "No"):
        assert button in page
    assert "passed on a mail" not in shown(client_of(cast.dante).get(f"{passed_on}/timeline"))


def test_one_click_makes_it_theirs_and_undo_takes_it_back(cast, passed_on):
    client = client_of(cast.dante)
    page = settle(client, passed_on, "requester")
    nadia = find_person_by_address(address="nadia@acme.test")
    assert Ticket.objects.get().requester_id == nadia
    assert "The ticket is theirs now." in shown(page)
    assert "made the first message an internal note" in shown(client.get(f"{passed_on}/timeline"))
    undo = next(part for part in page.text.split('"') if "/undo/" in part)
    client.post(undo)
    assert Ticket.objects.get().requester_id == cast.bruno.person_id
    assert Message.objects.get().visibility == "public"
    assert "made the first message public again" in shown(client.get(f"{passed_on}/timeline"))


def test_the_second_button_tells_the_number_too(cast, passed_on):
    settle(client_of(cast.dante), passed_on, "tell")
    assert OutboundMail.objects.get(kind="acknowledgement").recipient == "nadia@acme.test"


def test_a_mailbox_that_acknowledges_nothing_offers_no_second_button(cast, post, passed_on, now):
    change_mailbox(actor=SYSTEM, mailbox_id=post.mailbox, values={"acknowledge": False}, now=now)
    assert "tell them the number" not in shown(client_of(cast.dante).get(passed_on))


def test_no_is_remembered_and_a_second_answer_is_told_so(cast, passed_on):
    client = client_of(cast.dante)
    assert "You are not asked again." in shown(settle(client, passed_on, "no"))
    page = shown(client.get(passed_on))
    assert "passed on a mail from" not in page
    assert "left the ticket with Bruno Bianchi" in page
    assert "Somebody has answered that already" in shown(settle(client, passed_on, "requester"))
    assert Ticket.objects.get().requester_id == cast.bruno.person_id


@pytest.mark.parametrize("do", ["", "everything", "newcomer"])
def test_an_answer_that_is_none_does_nothing(cast, passed_on, do):
    settle(client_of(cast.dante), passed_on, do)
    assert MailOffer.objects.get().settled_at is None


def test_a_newcomer_is_merged_on_the_page_that_shows_both_and_back_it_goes(cast, post, now):
    ticket = ticket_of(ALICE, now)
    post.receive("Ali <ali@private.test>", "Re", "It works.", to=plus_address(HELP, ticket))
    client, page = client_of(cast.dante), f"/tickets/{ticket}"
    text = "ali@private.test wrote here by answering a mail that was sent to Alice Andrade."
    assert text in shown(client.get(page))
    assert text not in shown(client_of(cast.bruno).get(page))
    ali = find_person_by_address(address="ali@private.test")
    merge = f"/people/{cast.alice.person_id}/merge?other={ali}&next={page}"
    assert "Merge Ali into Alice Andrade" in shown(client.get(merge))
    assert client.post(merge, {"other": ali})["Location"] == page
    assert find_person_by_address(address="ali@private.test") == cast.alice.person_id
    assert text not in shown(client.get(page))
    evil = client.get(f"/people/{cast.alice.person_id}/merge?other={cast.otto.person_id}&next=https://evil.test/")
    assert "evil.test" not in evil.text
