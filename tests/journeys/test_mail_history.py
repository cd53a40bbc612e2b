"""The history of a mailbox is fetched in pieces: killed in the middle it goes on where it stopped, and where the server
gives the mails other numbers in the middle, nothing is taken in twice. A mail that cannot be had stops no other."""

import os
from pathlib import Path

import pytest
from tests.channels.post import letter
from tests.journeys.harness import Installation, installation
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser

pytestmark = pytest.mark.servers
MAILS = 260  # more than a piece
LONG_AGO = 1_700_000_000
STORED = "SELECT 1 FROM channels_inboundmail"


def history(user: MailUser, mails: int) -> None:
    """Lays that many into the mailbox as another program left them, without asking the server."""
    folder = user.server.folder / "mail" / user.address / "Maildir"
    owner = (user.server.folder / "mail").stat()
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number in range(mails):
        raw = letter(f"p{number % 40}@acme.test", f"Old {number}", to=user.address, message_id=f"{number}@acme.test")
        kept = folder / "cur" / f"{LONG_AGO + number}.M{number}.desk:2,S"
        kept.write_bytes(raw)
        os.utime(kept, (LONG_AGO, LONG_AGO))  # what IMAP calls its INTERNALDATE
    for path in (folder.parent, folder, *folder.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)


def files(user: MailUser) -> list[Path]:
    """Its mails on the server, in their order."""
    return sorted((user.server.folder / "mail" / user.address / "Maildir" / "cur").iterdir())


def last_uid(desk: Installation) -> int:
    ((uid,),) = desk.rows("SELECT last_uid FROM channels_mailbox")
    return int(uid)


def test_a_history_goes_on_where_it_stopped_and_nothing_comes_twice(mail_servers: MailServers):
    support = mail_servers.user("support", "tridesk.test")
    history(support, MAILS)
    with installation() as desk:
        desk.add_mailbox(support, mail_servers)
        worker = desk.start("worker")
        desk.wait_until(lambda: last_uid(desk) >= 200)
        worker.kill()
        kept, stopped = len(desk.rows(STORED)), last_uid(desk)
        assert 200 <= stopped <= kept < MAILS
        worker = desk.start("worker")
        desk.wait_for(STORED, count=kept + 10)
        worker.kill()
        assert last_uid(desk) >= stopped
        mail_servers.imap.renumber(support.address, 77)
        worker = desk.start("worker")
        desk.wait_for("SELECT 1 FROM channels_mailbox WHERE uidvalidity = 77 AND last_uid >= ?", MAILS)
        support.put(letter("new@acme.test", "News", to=support.address, message_id="news@acme.test"))
        desk.wait_for("SELECT 1 FROM channels_inboundmail WHERE outcome = 'opened'", count=MAILS + 1, seconds=60)
        desk.wait_for("SELECT 1 FROM channels_outboundmail WHERE state = 'sent' OR error <> ''")
        assert worker.end() == 0
        assert desk.rows("SELECT COUNT(*), COUNT(DISTINCT message_id) FROM channels_inboundmail") == [(MAILS + 1,) * 2]
        assert desk.rows("SELECT COUNT(*) FROM tickets_ticket") == [(MAILS + 1,)]
        answered = desk.rows("SELECT recipient FROM channels_outboundmail")
        assert answered == [("new@acme.test",)], "who wrote long ago waits for no number of ours"


def test_a_mail_that_the_server_cannot_read_holds_up_no_other(mail_servers: MailServers):
    """Dovecot breaks the connection over it, each time it is asked for."""
    support = mail_servers.user("support", "tridesk.test")
    history(support, 5)
    bad = files(support)[2]
    owner = bad.stat()
    os.chown(bad, 0, 0)
    bad.chmod(0o600)
    with installation() as desk:
        desk.add_mailbox(support, mail_servers)
        worker = desk.start("worker")
        desk.wait_for("SELECT 1 FROM channels_inboundmail WHERE outcome = 'opened'", count=4)
        desk.wait_for("SELECT 1 FROM channels_mailbox WHERE failing_since IS NULL AND CAST(missed AS TEXT) = '[3]'")
        support.put(letter("new@acme.test", "News", to=support.address, message_id="news@acme.test"))
        desk.wait_for("SELECT 1 FROM channels_inboundmail WHERE message_id = 'news@acme.test'")
        os.chown(bad, owner.st_uid, owner.st_gid)
        support.put(letter("new@acme.test", "More", to=support.address, message_id="more@acme.test"))
        desk.wait_for("SELECT 1 FROM channels_inboundmail WHERE message_id = '2@acme.test'")
        desk.wait_for("SELECT 1 FROM channels_mailbox WHERE CAST(missed AS TEXT) = '[]'")
        assert worker.end() == 0
    assert "FETCH failed" in mail_servers.imap.log.read_text()
