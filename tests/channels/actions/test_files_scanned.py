"""Mails and the virus scanner: what comes in never waits for it, what goes out never carries what it did not see."""

import pytest
from django.conf import settings
from tests.channels.post import Post
from tests.events import events
from tests.servers.clamd import EICAR, SIGNATURE, Clamd

from tridesk.channels.actions import send_mail as module
from tridesk.channels.actions.send_mail import send_mail
from tridesk.channels.events import MailFailed
from tridesk.channels.models import OutboundMail
from tridesk.infra import files
from tridesk.infra.outbox import Postpone
from tridesk.infra.outbox.work import run_due
from tridesk.kernel.ids import FileId
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.models import Attachment
from tridesk.tickets.types import Body, Channel, NewAttachment, Visibility

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = b"""From: alice@acme.test
To: help@desk.test
Subject: My invoice
Content-Type: application/octet-stream; name=invoice.com
Content-Disposition: attachment; filename=invoice.com

"""


@pytest.fixture(autouse=True)
def _scanner(post: Post, clamd: Clamd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.CONFIG.values, "CLAMD", clamd.unix)


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What would leave the house."""
    sent: list[bytes] = []
    monkeypatch.setattr(module.pool, "send", lambda account, raw, **envelope: sent.append(raw))
    return sent


def answered(post: Post, cast, now, content: bytes) -> OutboundMail:
    """Bruno's answer with a file, queued."""
    taken = post.receive(to="help@desk.test")
    file = NewAttachment(FileId(files.put_bytes(content).pk), "invoice.com", "application/octet-stream")
    said = reply(
        actor=cast.bruno, ticket_id=taken.ticket, body=Body(text="See the file."), attachments=[file],
        visibility=Visibility.PUBLIC, channel=Channel.WEB, now=now,
    )  # fmt: skip
    post.settle()
    return OutboundMail.objects.get(said=said, kind="reply")


def scan() -> None:
    while run_due("files"):
        pass


def test_a_mail_with_a_virus_is_taken_in_while_clamd_is_away_and_its_file_held_back_later(post, clamd, cast):
    clamd.stop()
    assert post.take_in(MAIL + EICAR).ticket is not None
    file = Attachment.objects.get().file
    assert files.standing(file.verdict) is files.Standing.WAITING
    clamd.start()
    scan()
    file.refresh_from_db()
    assert (files.standing(file.verdict), file.signature) == (files.Standing.INFECTED, SIGNATURE)


def test_an_answer_waits_until_its_file_was_scanned(post, cast, now, carried):
    mail = answered(post, cast, now, b"a clean one")
    with pytest.raises(Postpone):
        send_mail(mail_id=mail.pk, now=now)
    mail.refresh_from_db()
    assert (mail.state, mail.error, carried) == ("queued", "file_waiting", [])
    scan()
    send_mail(mail_id=mail.pk, now=now)
    mail.refresh_from_db()
    assert (mail.state, mail.error, b"invoice.com" in carried[0]) == ("sent", "", True)


def test_an_answer_leaves_without_its_virus(post, cast, now, carried):
    mail = answered(post, cast, now, EICAR)
    scan()
    send_mail(mail_id=mail.pk, now=now)
    assert b"filename=" not in carried[0]
    assert b"foi encontrado um v" in carried[0].replace(b"=\r\n", b"")  # Alice reads Portuguese


def test_an_answer_that_waited_two_days_for_clamd_fails_with_the_reason(post, cast, now, carried):
    mail = answered(post, cast, now, b"never scanned")
    send_mail(mail_id=mail.pk, now=mail.queued_at + module._GIVE_UP * 2)
    mail.refresh_from_db()
    assert (mail.state, mail.error, carried) == ("failed", "file_waiting", [])
    assert [each.reason for each in events(f"ticket:{mail.ticket_id}") if isinstance(each, MailFailed)] == [mail.error]
