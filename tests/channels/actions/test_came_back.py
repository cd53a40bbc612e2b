"""Mails of ours that come back."""

from datetime import timedelta

import pytest
from tests.cast import person
from tests.channels.post import ALICE, HELP, ticket_of
from tests.events import names

from tridesk.channels.kinds.email.own_marks import plus_address
from tridesk.channels.models import OutboundMail
from tridesk.channels.types import Outcome
from tridesk.identity.actions.verify_address import verify_address
from tridesk.identity.models import Address
from tridesk.identity.queries import dead_addresses
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.types import Body, Channel, Visibility

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


@pytest.fixture
def ours(post, cast, now):
    """Bruno's answer to Alice, sent."""
    ticket = ticket_of(ALICE, now)
    said = reply(
        actor=cast.bruno, ticket_id=ticket, body=Body(text="Unplug it."), visibility=Visibility.PUBLIC,
        channel=Channel.WEB, now=now,
    )  # fmt: skip
    post.settle()
    OutboundMail.objects.update(state=OutboundMail.SENT, sent_at=now)
    return OutboundMail.objects.get(said=said, recipient=ALICE)


def report(original: str = "", status: str = "5.1.1", to: str = HELP, recipient: str = ALICE) -> bytes:
    action = "failed" if status.startswith("5") else "delayed"
    head = f"Message-ID: <{original}>\n" if original else ""
    return (
        f"From: MAILER-DAEMON@acme.test\nTo: {to}\nSubject: Undelivered Mail Returned to Sender\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\nMIME-Version: 1.0\n\n'
        "--b\nContent-Type: text/plain\n\nWe could not deliver your mail.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; acme.test\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {'550' if action == 'failed' else '450'} {status} {recipient}: User unknown\n\n"
        f"--b\nContent-Type: message/rfc822\n\n{head}Subject: x\n\nWords\n--b--\n"
    ).encode()


def known_dead() -> list[str]:
    return list(Address.objects.exclude(dead_since=None).values_list("address", flat=True))


def test_the_message_says_it_failed_and_the_address_is_known_to_be_dead(post, cast, ours, now):
    taken = post.take_in(report(ours.message_id))
    assert (taken.outcome, taken.ticket) == (Outcome.RECORDED, ours.ticket_id)
    ours.refresh_from_db()
    assert (ours.state, "User unknown" in ours.error) == (OutboundMail.FAILED, True)
    (dead,) = dead_addresses(person_ids=[person(cast.alice), person(cast.bruno)])
    assert (dead.person, dead.address, dead.since) == (cast.alice.person_id, ALICE, now)
    assert "User unknown" in dead.reason
    assert "mail.failed" in names(f"ticket:{ours.ticket_id}")
    assert names(f"person:{cast.alice.person_id}")[-1] == "person.address_died"


def test_a_report_that_comes_twice_is_told_once(post, ours):
    post.take_in(report(ours.message_id))
    post.take_in(report(ours.message_id) + b"\n")
    assert names(f"ticket:{ours.ticket_id}").count("mail.failed") == 1


def test_a_report_to_an_address_we_signed_is_believed_without_the_original(post, ours):
    post.take_in(report(to=plus_address(HELP, ours.ticket_id)))
    assert known_dead() == [ALICE]


@pytest.mark.parametrize("original", ["", "forged@elsewhere.test", "td.1.m1.1.aaaaaaaaaaaaaaaa@desk.test"])
def test_what_anybody_could_have_written_kills_nobodys_address(post, ours, original):
    post.take_in(report(original))
    ours.refresh_from_db()
    assert (known_dead(), ours.state) == ([], OutboundMail.SENT)


def test_what_is_only_late_is_not_lost(post, ours):
    post.take_in(report(ours.message_id, status="4.4.1"))
    ours.refresh_from_db()
    assert (known_dead(), ours.state) == ([], OutboundMail.SENT)


def test_a_full_mailbox_is_not_a_dead_address(post, ours):
    post.take_in(report(ours.message_id, status="5.2.2").replace(b"User unknown", b"mailbox is full"))
    ours.refresh_from_db()
    assert (known_dead(), ours.state) == ([], OutboundMail.FAILED)


def test_a_mail_from_the_address_brings_it_back_to_life(post, cast, ours):
    post.take_in(report(ours.message_id))
    post.receive(ALICE, "I am here", "Hello")
    assert known_dead() == []
    assert "person.address_revived" in names(f"person:{cast.alice.person_id}")


def test_an_automatic_answer_proves_nothing_about_the_address(post, ours):
    post.take_in(report(ours.message_id))
    post.receive(ALICE, "Out of office", Auto_Submitted="auto-replied")
    assert known_dead() == [ALICE]


def test_a_code_that_was_mailed_there_proves_it_alive(post, cast, ours, now):
    post.take_in(report(ours.message_id))
    verify_address(actor=cast.alice, person_id=person(cast.alice), address=ALICE, now=now + LATER)
    assert known_dead() == []
