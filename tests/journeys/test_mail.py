"""A person mails, an analyst answers with a picture, the person replies, it is solved: with real servers, the real
worker as a process, servers that go away and processes that are killed in between."""

import base64
import json
import time
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from tests.journeys.harness import Installation, Process, installation
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser, StoredMail

pytestmark = pytest.mark.servers
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def desk() -> Iterator[Installation]:
    with installation() as made:
        deed(made, "hire")
        (made.folder / "picture.png").write_bytes(PICTURE)
        yield made
        print(made.logs())  # shown where the test fails


@pytest.fixture
def support(desk: Installation, mail_servers: MailServers) -> MailUser:
    user = mail_servers.user("support", "tridesk.test")
    desk.add_mailbox(user, mail_servers)
    return user


@pytest.fixture
def alice(mail_servers: MailServers) -> MailUser:
    return mail_servers.user("alice", "acme.test")


def deed(desk: Installation, *words: str):
    code = "import runpy; sys.argv = sys.argv; runpy.run_module('tests.journeys.deeds', run_name='__main__')"
    return json.loads(desk.python(code, *words))


def mail(sender: MailUser, to: MailUser, subject: str, text: str, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Alice Andrade <{sender.address}>"
    message["To"] = to.address
    message["Subject"] = subject
    message["Date"] = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())
    message["Message-ID"] = headers.pop("message_id", f"<{time.monotonic_ns()}@acme.test>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def answer_to(received: StoredMail, sender: MailUser, to: MailUser, text: str) -> EmailMessage:
    """As mail programs answer."""
    original = received.message
    thread = f"{original['References'] or ''} {original['Message-ID']}".strip()
    return mail(
        sender, to, f"Re: {original['Subject']}", text, in_reply_to=str(original["Message-ID"]), references=thread
    )


def replies(mails: list[StoredMail]) -> list[StoredMail]:
    return [one for one in mails if "Auto-Submitted" not in one.message]


def listening(desk: Installation, worker: Process) -> None:
    """Until the worker has looked into the mailbox: what comes then comes while it waits."""
    desk.wait_for("SELECT 1 FROM channels_mailbox WHERE checked_at IS NOT NULL AND lease_token <> ''")
    assert worker.code is None


def test_a_mail_becomes_a_ticket_and_the_answer_goes_back(desk, support, alice, mail_servers):
    worker = desk.start("worker")
    listening(desk, worker)
    question = mail(alice, support, "The printer burns", "It smokes.\n\nAlice", message_id="<q1@acme.test>")
    mail_servers.deliver(question, alice.address, support.address)
    support.wait_for(1)
    arrived = time.monotonic()
    ((ticket, status, subject),) = desk.wait_for("SELECT id, status, subject FROM tickets_ticket", seconds=10)
    print(f"visible {time.monotonic() - arrived:.2f} s after it lay in the mailbox")
    assert (status, subject) == ("new", "The printer burns")

    (acknowledgement,) = alice.wait_for(1)
    assert f"TD-{ticket}" in str(acknowledgement.message["Subject"])
    assert acknowledgement.message["Auto-Submitted"] == "auto-replied"
    assert acknowledgement.message["In-Reply-To"] == "<q1@acme.test>"

    deed(desk, "reply", str(ticket), "Please unplug it.", str(desk.folder / "picture.png"))
    answer = replies(alice.wait_for(2))[0]
    assert answer.message["In-Reply-To"] == "<q1@acme.test>"
    assert "<q1@acme.test>" in answer.message["References"]
    assert "Bruno Bianchi" in str(answer.message["From"])
    page = answer.message.get_body(("html",))
    assert page is not None
    assert 'src="cid:picture@desk"' in page.get_content()
    (shown,) = [part for part in answer.message.walk() if part.get_content_type() == "image/png"]
    assert (shown["Content-ID"], shown.get_content()) == ("<picture@desk>", PICTURE)
    plain = answer.message.get_body(("plain",))
    assert plain is not None
    assert "Please unplug it." in plain.get_content()
    assert "> It smokes." in plain.get_content()

    mail_servers.deliver(answer_to(answer, alice, support, "Done, thank you!"), alice.address, support.address)
    desk.wait_for("SELECT 1 FROM tickets_message WHERE ticket_id = ?", ticket, count=3)
    assert desk.rows("SELECT COUNT(*) FROM tickets_ticket") == [(1,)]
    deed(desk, "reply", str(ticket), "Glad to hear it.", "", "solved")
    assert len(replies(alice.wait_for(3))) == 2
    assert desk.rows("SELECT status, holder FROM tickets_ticket") == [("solved", "")]
    desk.wait_for("SELECT 1 FROM channels_outboundmail WHERE state = 'sent'", count=3)
    kinds = desk.rows("SELECT kind, COUNT(*) FROM channels_outboundmail GROUP BY kind ORDER BY kind")
    assert kinds == [("acknowledgement", 1), ("notice", 1), ("reply", 2)], "the notice tells Bruno of the reply"
    desk.wait_until(lambda: desk.rows("SELECT COUNT(*) FROM infra_job") == [(0,)])
    assert {"\\Seen"} <= support.mails()[0].flags
    assert worker.end() == 0


def test_it_goes_on_when_servers_come_back_and_killed_workers_are_started_again(desk, support, alice, mail_servers):
    worker = desk.start("worker")
    listening(desk, worker)
    mail_servers.deliver(mail(alice, support, "First", "One."), alice.address, support.address)
    ((ticket,),) = desk.wait_for("SELECT id FROM tickets_ticket")
    (acknowledgement,) = alice.wait_for(1)

    mail_servers.imap.stop()  # Postfix keeps what it cannot deliver, and delivers it later
    desk.wait_for("SELECT 1 FROM channels_mailbox WHERE failing_since IS NOT NULL")
    mail_servers.imap.start()
    reply = answer_to(acknowledgement, alice, support, "Two.")
    support.put(reply.as_bytes())
    desk.wait_for("SELECT 1 FROM tickets_message WHERE ticket_id = ?", ticket, count=2)
    desk.wait_for("SELECT 1 FROM channels_mailbox WHERE failing_since IS NULL")

    worker.kill()
    support.put(answer_to(acknowledgement, alice, support, "Three.").as_bytes())
    worker = desk.start("worker")
    desk.wait_for("SELECT 1 FROM tickets_message WHERE ticket_id = ?", ticket, count=3)

    mail_servers.smtp.stop()
    deed(desk, "reply", str(ticket), "Here we are.")
    desk.wait_for("SELECT 1 FROM channels_outboundmail WHERE kind = 'reply' AND error <> '' AND state = 'queued'")
    worker.kill()
    mail_servers.smtp.start()
    worker = desk.start("worker")
    answers = [one for one in alice.wait_for(2, seconds=60) if "Auto-Submitted" not in one.message]
    assert len(answers) == 1
    assert desk.rows("SELECT COUNT(*) FROM tickets_ticket") == [(1,)]
    assert desk.rows("SELECT COUNT(*) FROM tickets_message") == [(4,)]
    assert worker.end() == 0


def test_a_mailbox_that_is_corrected_works_at_once(desk, support, alice, mail_servers):
    worker = desk.start("worker")
    listening(desk, worker)
    change = (
        "from tridesk.channels.actions.mailboxes import change_mailbox\n"
        "from tridesk.identity.types import SYSTEM\n"
        "from tridesk.kernel.clock import now\n"
        "change_mailbox(actor=SYSTEM, mailbox_id=1, values={'fetch_password': sys.argv[1]}, now=now())"
    )
    desk.python(change, "a wrong one")
    desk.wait_for("SELECT 1 FROM channels_mailbox WHERE error_reason = 'login_refused'")
    support.put(mail(alice, support, "Help", "Me.").as_bytes())
    desk.python(change, support.password)
    desk.wait_for("SELECT 1 FROM tickets_ticket")
    assert worker.end() == 0
