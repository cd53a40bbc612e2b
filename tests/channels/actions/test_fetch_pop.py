"""What is new on a real POP3 server is stored, once each, and deleted only then."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from tests.channels.post import letter
from tests.journeys.harness import installation
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser

from tridesk.channels.actions import fetch_mail, fetch_pop
from tridesk.channels.actions.fetch_mail import poll_once
from tridesk.channels.actions.mailboxes import add_mailbox, change_mailbox
from tridesk.channels.actions.try_mailbox import try_mailbox
from tridesk.channels.errors import MailboxInvalidError
from tridesk.channels.models import InboundMail, Mailbox, PopSeen
from tridesk.channels.tasks import listen as listening
from tridesk.identity.types import SYSTEM
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.idle import Waker
from tridesk.infra.mail.pop3 import PopConnection
from tridesk.kernel.clock import now as clock_now
from tridesk.kernel.ids import MailboxId

pytestmark = pytest.mark.servers


@pytest.fixture
def support(mail_servers: MailServers) -> MailUser:
    return mail_servers.user("support", "tridesk.test")


@pytest.fixture
def add(db, cast, mail_servers: MailServers, support: MailUser) -> Callable[..., MailboxId]:
    servers = {
        "fetch_by": "pop3",
        "fetch_host": "localhost",
        "fetch_port": mail_servers.imap.pop3s_port,
        "fetch_user": support.address,
        "fetch_password": support.password,
        "ca_file": str(mail_servers.certificates.authority),
    }
    return lambda **more: add_mailbox(
        actor=SYSTEM, values={"address": support.address} | servers | more, now=clock_now()
    )


def fill(user: MailUser, *subjects: str, **headers: str) -> None:
    user.put(*(letter(subject=each, message_id=f"{each}@acme.test", **headers) for each in subjects))


def poll(mailbox: MailboxId) -> int:
    return poll_once(mailbox_id=mailbox, clock=clock_now)


def stored() -> int:
    return InboundMail.objects.count()


@pytest.mark.parametrize(("after", "left"), [("keep", 3), ("delete", 0)])
def test_each_mail_comes_once_and_is_kept_or_deleted(add, support, after, left):
    fill(support, "one", "two", "three")
    mailbox = add(after_reading=after)
    assert (poll(mailbox), poll(mailbox)) == (3, 0)
    assert (len(support.mails()), stored()) == (left, 3)
    assert poll(mailbox) == 0
    assert (PopSeen.objects.count(), Mailbox.objects.get(pk=mailbox).unmoved) == (left, [])


def test_what_is_gone_there_is_forgotten(add, support):
    fill(support, "one", "two")
    mailbox = add()
    poll(mailbox)
    support.expunge(1)
    poll(mailbox)
    assert PopSeen.objects.count() == 1


def test_a_history_is_fetched_in_pieces_and_resumes(add, support, monkeypatch):
    monkeypatch.setattr(fetch_pop, "PIECE", 3)
    monkeypatch.setattr(fetch_pop, "_NOTED", 2)
    fill(support, *(str(number) for number in range(8)))
    mailbox = add(after_reading="delete")
    row = Mailbox.objects.get(pk=mailbox)
    rounds = fetch_mail.sessions_of(row, clock=clock_now)
    assert next(rounds) == 3
    assert (len(support.mails()), stored()) == (5, 3)
    rounds.close()  # whoever fetches is stopped here
    assert poll(mailbox) == 5
    assert (support.mails(), stored()) == ([], 8)


def test_mail_from_before_the_mailbox_was_added_is_taken_in_and_not_answered(add, support):
    fill(support, "old", date="Tue, 10 Mar 2020 09:00:00 +0000")
    fill(support, "new", date=clock_now().strftime("%a, %d %b %Y %H:%M:%S +0000"))
    poll(add())
    assert list(InboundMail.objects.order_by("pk").values_list("answer", flat=True)) == [False, True]


def test_who_chooses_to_delete_deletes_what_comes_from_then_on(add, support):
    fill(support, "one")
    mailbox = add()
    poll(mailbox)
    change_mailbox(actor=SYSTEM, mailbox_id=mailbox, values={"after_reading": "delete"}, now=clock_now())
    fill(support, "two")
    assert poll(mailbox) == 1
    assert [mail.message["Subject"] for mail in support.mails()] == ["one"]


@contextmanager
def patched(monkeypatch: pytest.MonkeyPatch, name: str, call: Callable[..., object]) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(PopConnection, name, call)
        yield


def test_a_server_that_refuses_to_delete_is_said_and_asked_again(add, support, monkeypatch):
    def refuse(*_: object) -> None:
        raise MailServerError(Reason.PROTOCOL, permanent=False, detail="read-only maildrop")

    fill(support, "one")
    mailbox = add(after_reading="delete")
    with patched(monkeypatch, "mark_deleted", refuse):
        assert poll(mailbox) == 1
    row = Mailbox.objects.get(pk=mailbox)
    assert (len(row.unmoved), row.unmoved_reason, row.failing_since) == (1, "put_away_refused", None)
    assert (poll(mailbox), support.mails(), stored()) == (0, [], 1)
    row.refresh_from_db()
    assert (row.unmoved, row.unmoved_reason) == ([], "")


def test_nothing_is_deleted_before_it_is_stored(add, support, monkeypatch):
    fill(support, "one")
    mailbox = add(after_reading="delete")

    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(fetch_pop, "store_mail", full)
        with pytest.raises(OSError, match="No space"):
            poll(mailbox)
    assert (len(support.mails()), stored()) == (1, 0)
    assert (poll(mailbox), support.mails(), stored()) == (1, [], 1)


def poisoned(number: int, error: MailServerError) -> Callable[..., Iterator[object]]:
    """One mail that the server cannot give."""
    fetch = PopConnection.fetch

    def fetched(self: PopConnection, messages: list) -> Iterator[object]:
        for message in messages:
            if message.number == number:
                if error.reason is Reason.UNREACHABLE:
                    self._hang_up()
                    raise error
                yield fetch_pop.FetchedMessage(number, None, error)
            else:
                yield from fetch(self, [message])

    return fetched


def test_a_mail_that_cannot_be_given_does_not_stop_the_next_and_is_asked_for_again(add, support, monkeypatch):
    fill(support, "one", "two", "three")
    mailbox = add()
    error = MailServerError(Reason.MESSAGE_MISSING, permanent=False)
    with patched(monkeypatch, "fetch", poisoned(1, error)):
        assert (poll(mailbox), poll(mailbox)) == (2, 0)
    assert poll(mailbox) == 1
    assert (stored(), Mailbox.objects.get(pk=mailbox).missed) == (3, [])


def test_a_mail_that_breaks_the_connection_does_not_stop_the_next_ones_for_long(add, support, monkeypatch):
    fill(support, "one", "two", "three")
    mailbox = add(after_reading="delete")
    with patched(monkeypatch, "fetch", poisoned(1, MailServerError(Reason.UNREACHABLE, permanent=False))):
        with pytest.raises(MailServerError):
            poll(mailbox)
        assert poll(mailbox) == 2
        assert (len(support.mails()), Mailbox.objects.get(pk=mailbox).failing_since) == (1, None)
    assert (poll(mailbox), support.mails(), stored()) == (1, [], 3)


def test_a_changed_server_is_another_place(add, support, mail_servers):
    fill(support, "one")
    mailbox = add()
    poll(mailbox)
    port = mail_servers.imap.tls_port
    change_mailbox(actor=SYSTEM, mailbox_id=mailbox, values={"fetch_by": "imap", "fetch_port": port}, now=clock_now())
    assert PopSeen.objects.count() == 0
    poll(mailbox)
    assert (stored(), len(support.mails())) == (1, 1)


def test_the_usual_port_follows_the_protocol(add):
    mailbox = add(fetch_port=995)
    for way, port in (("imap", 993), ("pop3", 995)):
        change_mailbox(actor=SYSTEM, mailbox_id=mailbox, values={"fetch_by": way}, now=clock_now())
        assert Mailbox.objects.get(pk=mailbox).fetch_port == port


def test_there_are_no_folders_to_move_to(add):
    with pytest.raises(MailboxInvalidError) as refused:
        add(after_reading="move", move_to="Done")
    assert refused.value.values == {"field": "after_reading", "reason": "pop3_has_no_folders"}


def test_a_try_says_what_the_server_answers(add, mail_servers):
    mailbox = add(smtp_host="localhost", smtp_port=1)
    trial = try_mailbox(actor=SYSTEM, mailbox_id=mailbox, clock=clock_now)
    assert (trial.by, trial.fetch, trial.smtp, trial.folders) == ("pop3", "", "unreachable", ())
    change_mailbox(actor=SYSTEM, mailbox_id=mailbox, values={"fetch_password": "wrong"}, now=clock_now())
    assert try_mailbox(actor=SYSTEM, mailbox_id=mailbox, clock=clock_now).fetch == "login_refused"
    with pytest.raises(MailServerError):
        poll(mailbox)
    assert Mailbox.objects.get(pk=mailbox).error_reason == "login_refused"


@pytest.mark.django_db(transaction=True)
def test_the_listener_looks_again_when_called_and_ends_when_the_mailbox_is_changed(add, support, monkeypatch):
    mailbox = add()
    looked = threading.Semaphore(0)
    success = fetch_mail.note_success
    monkeypatch.setattr(listening, "note_success", lambda **words: (success(**words), looked.release()))
    with Waker() as waker:

        def listen() -> None:
            listening.listen(mailbox_id=mailbox, token="ours", waker=waker, stopped=lambda: False)
            connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        assert looked.acquire(timeout=20)
        fill(support, "one")
        waker.wake()
        assert looked.acquire(timeout=20)
        assert stored() == 1
        change_mailbox(actor=SYSTEM, mailbox_id=mailbox, values={"fetch_password": "new"}, now=clock_now())
        waker.wake()
        thread.join(timeout=20)
        assert not thread.is_alive()


class Killed(BaseException):
    """Nothing that follows is done."""


def die(*_: object) -> None:
    raise Killed


def finish_and_die(self: PopConnection) -> None:
    FINISH(self)
    raise Killed


FINISH = PopConnection.finish


@pytest.mark.parametrize(
    ("owner", "name", "call"),
    [(fetch_pop, "_write_down", die), (PopConnection, "mark_deleted", die), (PopConnection, "finish", finish_and_die)],
    ids=["before it is noted", "before deleting", "after the end"],
)
def test_who_dies_between_storing_and_deleting_deletes_in_the_next_round(add, support, monkeypatch, owner, name, call):
    fill(support, "one", "two")
    mailbox = add(after_reading="delete")
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, call)
        patch.setattr(PopConnection, "close", PopConnection._hang_up)
        with pytest.raises(Killed):
            poll(mailbox)
    assert stored() == 2
    fill(support, "three")
    assert poll(mailbox) >= 1
    assert (support.mails(), stored()) == ([], 3)


_DIES = """
import os
from tridesk.cli.setup import ready; ready()
from tridesk.infra.mail.pop3 import PopConnection
PopConnection.finish = lambda *_: os._exit(9)
from tridesk.channels.actions.fetch_mail import poll_once
from tridesk.kernel.clock import now
poll_once(mailbox_id=1, clock=now)
"""


def test_a_process_that_is_killed_before_the_session_ends_takes_nothing_away_and_nothing_twice(mail_servers, support):
    fill(support, "one", "two")
    with installation() as desk:
        url = f"pop3s://{support.address.replace('@', '%40')}@localhost:{mail_servers.imap.pop3s_port}"
        ca_file = str(mail_servers.certificates.authority)
        desk.does(
            "mailbox", "add", support.address, "--pop3", url, "--password-stdin", "--ca-file", ca_file,
            "--after-reading", "delete", stdin=support.password,
        )  # fmt: skip
        dying = desk.start_python(["-c", _DIES])
        desk.wait_until(lambda: dying.code is not None)
        assert dying.code == 9, dying.output
        assert (len(support.mails()), desk.rows("SELECT COUNT(*) FROM channels_inboundmail")) == (2, [(2,)])
        fill(support, "three")
        desk.does("mailbox", "poll", support.address)
        assert (support.mails(), desk.rows("SELECT COUNT(*) FROM channels_inboundmail")) == ([], [(3,)])
