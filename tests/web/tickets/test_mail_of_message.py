"""A message that came by mail leads to the mail as it came, for those who work on the ticket."""

import pytest
from tests.channels.post import ALICE, letter, open_post
from tests.web.asking import client_of
from tests.web.tickets.desk import seen_by

from tridesk.tickets.models import Message

DAMAGED = "Parts of this mail could not be read"
BROKEN = (
    b"From: alice@acme.test\nTo: help@desk.test\nSubject: Invoice\nX-Own: <script>alert(1)</script>\n"
    b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee <b>below</b>.\n"
    b"--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: x-own\n\nabc\n--b--\n"
)


@pytest.fixture
def post(cast, now):
    return open_post(now)


def test_it_shows_head_words_files_and_what_could_not_be_read(post, cast):
    taken = post.take_in(BROKEN)
    page = seen_by(cast.bruno, f"/tickets/{taken.ticket}")
    address = f"/tickets/{taken.ticket}/messages/{taken.message}/mail"
    assert DAMAGED in page
    assert f'href="{address}"' in page
    mail = client_of(cast.bruno).get(address).content.decode()
    for told in ("See &lt;b&gt;below&lt;/b&gt;.", "a.pdf", "A part could not be decoded", "alice@acme.test"):
        assert told in mail
    assert "<script>alert(1)" not in mail
    saved = client_of(cast.bruno).get(f"{address}/raw")
    assert b"".join(saved.streaming_content) == BROKEN
    assert saved.headers["Content-Disposition"].startswith("attachment")


def test_a_whole_mail_makes_no_words_of_it(post, cast):
    taken = post.take_in(letter())
    assert DAMAGED not in seen_by(cast.bruno, f"/tickets/{taken.ticket}")


def test_the_requester_sees_neither_link_nor_mail(post, cast):
    taken = post.take_in(BROKEN)
    page = seen_by(cast.alice, f"/my/{taken.ticket}")
    assert DAMAGED not in page
    assert "/mail" not in page
    for address in ("mail", "mail/raw"):
        asked = client_of(cast.alice).get(f"/tickets/{taken.ticket}/messages/{taken.message}/{address}")
        assert asked.status_code in (403, 404)


def test_a_message_of_another_ticket_or_of_no_mail_is_not_there(post, cast):
    first, second = post.receive(ALICE, "One", message_id="1@a"), post.receive(ALICE, "Two", message_id="2@a")
    client = client_of(cast.bruno)
    assert client.get(f"/tickets/{first.ticket}/messages/{second.message}/mail").status_code == 404
    Message.objects.filter(pk=first.message).update(channel="web")
    from tridesk.channels.models import InboundMail

    InboundMail.objects.filter(said=first.message).update(said=None)
    assert client.get(f"/tickets/{first.ticket}/messages/{first.message}/mail").status_code == 404
    assert "the mail as it came" not in seen_by(cast.bruno, f"/tickets/{first.ticket}")
