"""Whose mail a mail server may bring, and what is kept of the way it came."""

import io
from datetime import timedelta

import pytest
from tests.channels.post import HELP, letter

from tridesk.channels.actions.intake import intake
from tridesk.channels.actions.mailboxes import add_mailbox, change_mailbox
from tridesk.channels.actions.take_delivery import OFF, UNKNOWN, refusal_of, take_delivery
from tridesk.channels.kinds.email.own_marks import plus_address
from tridesk.channels.models import InboundMail
from tridesk.identity.types import SYSTEM
from tridesk.infra import files

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "reply"),
    [
        (HELP, ""),
        ("Help@DESK.test", ""),
        ("help+anything@desk.test", ""),
        ("help+a+b@desk.test", ""),
        ("list+all@desk.test", ""),
        ("list@desk.test", UNKNOWN),
        ("nobody@desk.test", UNKNOWN),
        ("+help@desk.test", UNKNOWN),
        ("help@other.test", UNKNOWN),
        ("help", UNKNOWN),
        ("", UNKNOWN),
        ("help@desk.test\x00", UNKNOWN),
        ("off+x@desk.test", OFF),
    ],
)
def test_our_mailboxes_with_and_without_a_tag_are_known(post, now, address, reply):
    add_mailbox(actor=SYSTEM, values={"address": "list+all@desk.test"}, now=now)
    off = add_mailbox(actor=SYSTEM, values={"address": "off@desk.test"}, now=now)
    change_mailbox(actor=SYSTEM, mailbox_id=off, values={"is_active": False}, now=now)
    assert refusal_of(address=address) == reply


def bring(raw: bytes, now, *recipients: str):
    return take_delivery(sender="alice@acme.test", recipients=recipients, content=io.BytesIO(raw), by="lmtp", now=now)


def test_the_way_it_came_stands_above_the_bytes_as_they_came(post, now):
    raw = letter(message_id="1@acme.test")
    number, fresh = bring(raw, now, "help+x@desk.test")
    row = InboundMail.objects.get(pk=number)
    kept = files.read(row.file)
    assert fresh
    assert kept.startswith(b"Return-Path: <alice@acme.test>\r\nDelivered-To: help+x@desk.test\r\nReceived: by ")
    assert kept.endswith(b"\r\n" + raw)
    assert (row.mailbox_id, row.source, row.state) == (post.mailbox, "lmtp:help+x@desk.test", "stored")


def test_a_mail_that_is_brought_twice_is_one(post, now):
    raw = letter(message_id="1@acme.test")
    assert [bring(raw, now + timedelta(minutes=n), HELP)[1] for n in range(2)] == [True, False]
    assert InboundMail.objects.count() == 1


def test_a_signed_address_of_the_envelope_finds_its_ticket(post, now):
    first = post.receive()
    number, _ = bring(letter(subject="Again", to="undisclosed"), now, plus_address(HELP, first.ticket))
    assert intake(mail_id=number, now=now).ticket == first.ticket
