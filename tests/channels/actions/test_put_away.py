"""What is stored is moved or deleted on a real server; never before, never twice, and never in the others' way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from tests.channels.post import letter
from tests.journeys.harness import installation
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser

from tridesk.channels.actions import fetch_mail
from tridesk.channels.actions.fetch_mail import poll_once
from tridesk.channels.actions.mailboxes import add_mailbox, change_mailbox
from tridesk.channels.models import InboundMail, Mailbox
from tridesk.identity.types import SYSTEM
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.imap import ImapConnection
from tridesk.kernel.clock import now as clock_now
from tridesk.kernel.ids import MailboxId

pytestmark = pytest.mark.servers
DONE = "Taken in"


@pytest.fixture
def support(mail_servers: MailServers) -> MailUser:
    return mail_servers.user("support", "tridesk.test")


@pytest.fixture
def add(db, cast, mail_servers: MailServers, support: MailUser) -> Callable[..., MailboxId]:
    servers = {
        "fetch_host": "localhost",
        "fetch_port": mail_servers.imap.tls_port,
        "fetch_user": support.address,
        "fetch_password": support.password,
        "ca_file": str(mail_servers.certificates.authority),
    }
    return lambda **more: add_mailbox(
        actor=SYSTEM, values={"address": support.address} | servers | more, now=clock_now()
    )


def fill(user: MailUser, *subjects: str) -> None:
    user.put(*(letter(subject=subject, message_id=f"{subject}@acme.test") for subject in subjects))


def poll(mailbox: MailboxId) -> int:
    return poll_once(mailbox_id=mailbox, clock=clock_now)


def lying(user: MailUser) -> tuple[int, int]:
    """How many lie in the folder that is read, and in the one they are moved to."""
    return len(user.mails()), len(user.mails(DONE))


def stored() -> int:
    return InboundMail.objects.count()


@pytest.mark.parametrize(
    ("after", "left"), [("keep", (3, 0)), ("move", (0, 3)), ("delete", (0, 0))], ids=["keep", "move", "delete"]
)
def test_a_stored_mail_is_kept_moved_or_deleted(add, support, after, left):
    fill(support, "one", "two", "three")
    mailbox = add(after_reading=after, move_to=DONE)
    assert (poll(mailbox), poll(mailbox)) == (3, 0)
    assert (lying(support), stored()) == (left, 3)
    assert all("\\Seen" in mail.flags for folder in ("INBOX", DONE) for mail in support.mails(folder))
    assert Mailbox.objects.get(pk=mailbox).unmoved == []


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> Iterator[None]:
    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(ImapConnection, "move", fail)
        yield


REFUSED = MailServerError(Reason.FOLDER_MISSING, permanent=True, code="OVERQUOTA", detail="no room")


def test_a_refused_move_is_said_and_stops_neither_the_round_nor_the_next(add, support, monkeypatch):
    mailbox = add(after_reading="move", move_to=DONE)
    with failing(monkeypatch, REFUSED):
        fill(support, "one", "two")
        assert poll(mailbox) == 2
        fill(support, "three")
        assert poll(mailbox) == 1
    row = Mailbox.objects.get(pk=mailbox)
    assert (row.unmoved, row.unmoved_reason, row.failing_since) == ([1, 2, 3], "put_away_refused", None)
    assert "no room" in row.unmoved_error
    assert lying(support) == (3, 0)
    assert (poll(mailbox), lying(support), stored()) == (0, (0, 3), 3)
    row.refresh_from_db()
    assert (row.unmoved, row.unmoved_reason, row.unmoved_error) == ([], "", "")


def test_a_connection_lost_while_moving_is_a_failing_server_and_the_next_round_moves(add, support, monkeypatch):
    fill(support, "one")
    mailbox = add(after_reading="move", move_to=DONE)
    with failing(monkeypatch, MailServerError(Reason.UNREACHABLE, permanent=False)), pytest.raises(MailServerError):
        poll(mailbox)
    assert Mailbox.objects.get(pk=mailbox).error_reason == "unreachable"
    assert (poll(mailbox), lying(support), stored()) == (0, (0, 1), 1)


def test_nothing_is_moved_before_it_is_stored(add, support, monkeypatch):
    fill(support, "one")
    mailbox = add(after_reading="delete")

    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(fetch_mail, "store_mail", full)
        with pytest.raises(OSError, match="No space"):
            poll(mailbox)
    assert (lying(support), stored()) == ((1, 0), 0)
    assert (poll(mailbox), lying(support), stored()) == (1, (0, 0), 1)


def test_what_somebody_else_took_away_meanwhile_is_forgotten(add, support, monkeypatch):
    fill(support, "one", "two")
    mailbox = add(after_reading="move", move_to=DONE)
    with failing(monkeypatch, REFUSED):
        poll(mailbox)
        support.expunge(1)
        poll(mailbox)
    assert Mailbox.objects.get(pk=mailbox).unmoved == [2]


def test_a_folder_we_may_only_read_is_said(add, support, monkeypatch):
    fill(support, "one")
    mailbox = add(after_reading="delete")
    select = ImapConnection.select
    with monkeypatch.context() as patch:
        patch.setattr(ImapConnection, "select", lambda self, name: replace(select(self, name), writable=False))
        assert poll(mailbox) == 1
    row = Mailbox.objects.get(pk=mailbox)
    assert (row.unmoved, row.unmoved_reason, lying(support)) == ([1], "read_only", (1, 0))


def test_who_chooses_to_leave_mails_there_leaves_those_that_wait_too(add, support, monkeypatch):
    fill(support, "one")
    mailbox = add(after_reading="move", move_to=DONE)
    with failing(monkeypatch, REFUSED):
        poll(mailbox)
    change_mailbox(actor=SYSTEM, mailbox_id=mailbox, values={"after_reading": "keep"}, now=clock_now())
    row = Mailbox.objects.get(pk=mailbox)
    assert (row.unmoved, row.unmoved_reason) == ([], "")
    assert (poll(mailbox), lying(support)) == (0, (1, 0))


def test_a_mail_that_somebody_moves_back_is_not_taken_in_again(add, support):
    fill(support, "one")
    mailbox = add(after_reading="move", move_to=DONE)
    poll(mailbox)
    support.put(support.mails(DONE)[0].raw)
    poll(mailbox)
    assert (lying(support), stored()) == ((0, 2), 1)


_DIES = """
import os
from tridesk.infra.mail.imap import ImapConnection
{wound}
from tridesk.channels.actions.fetch_mail import poll_once
from tridesk.kernel.clock import now
poll_once(mailbox_id=1, clock=now)
"""
_BEFORE = "ImapConnection.move = lambda *_: os._exit(9)"
_AFTER = "move = ImapConnection.move; ImapConnection.move = lambda *words: (move(*words), os._exit(9))"
_UNNOTED = "ImapConnection.mark_seen = lambda *_: os._exit(9)"


@pytest.mark.parametrize("wound", [_UNNOTED, _BEFORE, _AFTER], ids=["before it is noted", "before", "after the move"])
def test_who_is_killed_between_storing_and_moving_moves_in_the_next_round(mail_servers, support, wound):
    fill(support, "one", "two")
    with installation() as desk:
        desk.add_mailbox(support, mail_servers, "--after-reading", "move", "--move-to", DONE)
        code = "from tridesk.cli.setup import ready; ready()\n" + _DIES.format(wound=wound)
        dying = desk.start_python(["-c", code])
        desk.wait_until(lambda: dying.code is not None)
        assert dying.code == 9, dying.output
        assert desk.rows("SELECT COUNT(*) FROM channels_inboundmail") == [(2,)]
        fill(support, "three")
        desk.does("mailbox", "poll", support.address)
        assert lying(support) == (0, 3)
        assert desk.rows("SELECT COUNT(*) FROM channels_inboundmail") == [(3,)]
