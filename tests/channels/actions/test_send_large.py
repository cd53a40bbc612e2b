"""A mail that is too large for its server, or for one further on, leaves with links to its files instead."""

import re

import pytest
from django.test import Client
from tests.channels.post import ALICE, Post
from tests.servers.mail import MailServers

from tridesk.channels.actions import send_mail as module
from tridesk.channels.actions.came_back import came_back
from tridesk.channels.actions.mailboxes import change_mailbox
from tridesk.channels.actions.send_mail import send_mail
from tridesk.channels.models import OutboundMail
from tridesk.channels.types import BounceRecipient, IncomingMessage
from tridesk.identity.types import SYSTEM
from tridesk.infra import files
from tridesk.infra.models import Job
from tridesk.kernel import clock
from tridesk.kernel.ids import FileId
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.types import Body, Channel, NewAttachment, Visibility

pytestmark = pytest.mark.django_db(transaction=True)
DESK = "help@tridesk.test"
LOG = b"line\n" * 20_000  # 100 KB, more than the servers with a small limit take


@pytest.fixture
def alice(mail_servers: MailServers):
    """Her real mailbox; what earlier tests left in it is gone."""
    user = mail_servers.add_user(ALICE)
    for mail in user.mails():
        user.expunge(mail.uid)
    return user


@pytest.fixture
def send_by(post: Post, mail_servers: MailServers, now):
    """Sets the port of the server that the desk sends through."""
    mail_servers.add_user(DESK)
    change_mailbox(actor=SYSTEM, mailbox_id=post.mailbox, values={"address": DESK}, now=now)

    def by(port: int, **more: object) -> None:
        values = {"smtp_host": "localhost", "smtp_port": port, "smtp_security": "plain", **more}
        change_mailbox(actor=SYSTEM, mailbox_id=post.mailbox, values=values, now=now)

    yield by
    module.pool.close()


@pytest.fixture
def answer(post, send_by, cast, now) -> OutboundMail:
    """Bruno's answer with a small file and a large one, queued."""
    taken = post.receive(f"Alice <{ALICE}>", "The printer burns", message_id="a@acme.test", to=DESK)
    parts = [("note.txt", b"small"), ("log.txt", LOG)]
    attached = [NewAttachment(FileId(files.put_bytes(words).pk), name, "text/plain") for name, words in parts]
    said = reply(
        actor=cast.bruno, ticket_id=taken.ticket, body=Body(text="Here."), visibility=Visibility.PUBLIC,
        channel=Channel.WEB, attachments=attached, now=now,
    )  # fmt: skip
    post.settle()
    return OutboundMail.objects.get(said=said, kind="reply")


def links(mail) -> list[str]:
    """Where text and page say the files are; both must say the same."""
    plain, page = (mail.message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    found = re.findall(r"https?://\S+/attachments/\d+/file\?download", plain)
    assert found == re.findall(r'href="([^"]+/attachments/[^"]+)"', page)
    return found


@pytest.mark.parametrize("server", ["small_port", "silent_port"])
def test_a_server_that_takes_less_gets_links_at_once(answer, alice, mail_servers, send_by, server, now):
    send_by(getattr(mail_servers.smtp, server))
    send_mail(mail_id=answer.pk, now=now)
    (arrived,) = alice.wait_for(1)
    assert list(arrived.message.iter_attachments()) == []
    assert arrived.message["Message-ID"] == f"<{answer.message_id}>"
    assert len(links(arrived)) == 2
    answer.refresh_from_db()
    assert (answer.state, answer.error, answer.attempts, answer.link_files) == ("sent", "", 1, True)


def test_what_the_mailbox_may_send_is_kept_to_and_the_link_opens_without_a_password(
    answer, alice, mail_servers, send_by, now
):
    send_by(mail_servers.smtp.smtp_port, largest_mb=1)
    assert [part.name for part in module.letter(answer, now=now).attached] == ["note.txt", "log.txt"]
    OutboundMail.objects.filter(pk=answer.pk).update(link_files=True)
    send_mail(mail_id=answer.pk, now=clock.now())  # a link of March is no longer good
    note, log = links(alice.wait_for(1)[0])
    got = Client().get("/" + log.split("/", 3)[3])
    assert b"".join(got.streaming_content) == LOG
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert b"".join(Client().get("/" + note.split("/", 3)[3]).streaming_content) == b"small"


def test_a_mail_without_files_that_is_too_large_has_failed(post, cast, mail_servers, send_by, now):
    send_by(mail_servers.smtp.small_port)
    taken = post.receive(f"Alice <{ALICE}>", "The printer burns", message_id="a@acme.test", to=DESK)
    said = reply(
        actor=cast.bruno, ticket_id=taken.ticket, body=Body(text="word " * 30_000), visibility=Visibility.PUBLIC,
        channel=Channel.WEB, now=now,
    )  # fmt: skip
    post.settle()
    mail = OutboundMail.objects.get(said=said, kind="reply")
    send_mail(mail_id=mail.pk, now=now)
    mail.refresh_from_db()
    assert mail.state == "failed"
    assert "5.3.4" in mail.error


def report(mail: OutboundMail, status: str = "5.2.3") -> IncomingMessage:
    said = f"552 {status} too big for us"
    bounced = BounceRecipient(mail.recipient, status, True, False, "toolarge", mail.message_id, said)
    return IncomingMessage(bounce=(bounced,))


def test_one_that_comes_back_as_too_large_leaves_once_more_with_links_and_fails_the_second_time(answer, now):
    OutboundMail.objects.filter(pk=answer.pk).update(state="sent", sent_at=now)
    Job.objects.all().delete()
    for _ in range(2):  # the same report twice changes nothing
        came_back(message=report(answer), proven=None, now=now)
        answer.refresh_from_db()
        assert (answer.state, answer.link_files) == ("queued", True)
        assert Job.objects.filter(unique_key=str(answer.pk)).count() == 1
    OutboundMail.objects.filter(pk=answer.pk).update(state="sent", sent_at=now)
    came_back(message=report(answer), proven=None, now=now)
    answer.refresh_from_db()
    assert (answer.state, "too big" in answer.error) == ("failed", True)


def test_another_reason_is_no_reason_to_send_it_again(answer, now):
    OutboundMail.objects.filter(pk=answer.pk).update(state="sent", sent_at=now)
    came_back(message=report(answer, "5.2.2"), proven=None, now=now)
    answer.refresh_from_db()
    assert answer.state == "failed"
