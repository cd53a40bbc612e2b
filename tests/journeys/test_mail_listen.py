"""A real Postfix brings mail by LMTP to the listener: nothing is lost and nothing doubled, whoever dies."""

import os
import signal
import socket
import time
from collections.abc import Iterator

import pytest
from tests.channels.post import letter
from tests.journeys.harness import Installation, Process, installation
from tests.servers import ports
from tests.servers.mail import MailServers

pytestmark = pytest.mark.servers
HELP = "help@desk.test"
_DIES = """
import os, sys
from tridesk.cli.setup import ready
ready()
from tridesk.worker import lmtp
keep = lmtp.take_delivery
lmtp.take_delivery = lambda **words: (keep(**words), os._exit(9))
from tridesk.cli import main
main(["mail", "listen", "--socket", sys.argv[1]])
"""


@pytest.fixture
def desk(mail_servers: MailServers) -> Iterator[Installation]:
    for address in (HELP, f"gone.{os.getpid()}@desk.test"):
        mail_servers.smtp.policy.people.add(address)
    with installation() as made:
        made.does("mailbox", "add", HELP, "--password-stdin", stdin="x\n")
        yield made
        print(made.logs())


def listener(desk: Installation, servers: MailServers) -> Process:
    process = desk.start("mail", "listen", "--socket", str(servers.smtp.desk_socket))
    process.wait_for("Mail is taken at")
    return process


def send(servers: MailServers, subject: str, *recipients: str, sender: str = "alice@acme.test") -> None:
    raw = letter(sender, subject, to=HELP, message_id=f"{subject}.{time.monotonic_ns()}@acme.test")
    servers.deliver(raw, sender, *recipients or (HELP,))


def stored(desk: Installation) -> list[tuple[str, str]]:
    return desk.rows("SELECT source, state FROM channels_inboundmail ORDER BY id")


def test_postfix_brings_mail_that_becomes_a_ticket(desk, mail_servers):
    process = listener(desk, mail_servers)
    send(mail_servers, "Plain")
    send(mail_servers, "Tagged", "help+tag@desk.test")
    desk.wait_for("SELECT 1 FROM channels_inboundmail", count=2)
    worker = desk.start("worker")
    desk.wait_for("SELECT 1 FROM tickets_ticket", count=2)
    assert {source for source, _ in stored(desk)} == {"lmtp:help@desk.test", "lmtp:help+tag@desk.test"}
    assert (worker.end(), process.end(signal.SIGTERM)) == (0, 0)
    assert not mail_servers.smtp.desk_socket.exists()


def test_what_was_stored_before_the_listener_was_killed_is_not_stored_again(desk, mail_servers):
    path = str(mail_servers.smtp.desk_socket)
    dying = desk.start_python(["-c", _DIES, path])
    dying.wait_for("Mail is taken at")
    send(mail_servers, "Killed")
    desk.wait_until(lambda: dying.code is not None)
    assert (dying.code, len(stored(desk))) == (9, 1)
    listener(desk, mail_servers)  # takes over the socket that was left; Postfix brings the mail again
    send(mail_servers, "Next")
    desk.wait_for("SELECT 1 FROM channels_inboundmail", count=2)
    desk.wait_until(lambda: not any((mail_servers.folder / "queue" / "deferred").rglob("[0-9A-F]*[0-9A-F]")))
    assert len(stored(desk)) == 2


def test_somebody_unknown_to_us_comes_back_to_the_sender(desk, mail_servers):
    listener(desk, mail_servers)
    alice = mail_servers.user("alice", "acme.test")
    send(mail_servers, "Lost", f"gone.{os.getpid()}@desk.test", sender=alice.address)
    (bounce,) = alice.wait_for(1)
    assert "Nobody here has this address" in bounce.raw.decode()
    assert stored(desk) == []


def test_a_database_that_is_away_is_an_answer_for_later(desk):
    port = ports.claim()
    process = desk.start("mail", "listen", "--bind", f"127.0.0.1:{port}")
    process.wait_for("Mail is taken at")
    desk.break_database()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client, client.makefile("rb") as replies:
        client.sendall(f"LHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<{HELP}>\r\nQUIT\r\n".encode())
        assert b"\r\n451 4.3.0 " in replies.read()


@pytest.mark.parametrize(
    ("words", "code"), [(["--bind", "nowhere"], 64), (["--bind", "127.0.0.1:0"], 64), (["--socket", "/no/such/x"], 69)]
)
def test_a_place_that_cannot_be_had_is_said(desk, words, code):
    done = desk.tridesk("mail", "listen", *words)
    assert done.returncode == code
    assert words[1] in done.stderr
