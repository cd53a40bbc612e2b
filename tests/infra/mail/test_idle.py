import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from tests.infra.mail.conftest import Connect
from tests.infra.mail.test_imap import mail, new
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser

from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.idle import Waker
from tridesk.infra.mail.types import IdleEnd, Security

pytestmark = pytest.mark.servers

LONG = 60.0


@contextmanager
def meanwhile(work: Callable[..., object], *arguments: object) -> Iterator[None]:
    thread = threading.Thread(target=work, args=arguments)
    thread.start()
    yield
    thread.join()


@pytest.mark.parametrize("security", [Security.PLAIN, Security.TLS])
def test_a_mail_that_arrives_ends_the_wait(
    mail_servers: MailServers, support: MailUser, connect: Connect, security: Security
) -> None:
    connection = connect(support, security)
    connection.select()
    assert new(connection) == []
    with meanwhile(mail_servers.deliver, mail("Printer"), "alice@acme.test", support.address):
        assert connection.wait_for_news(LONG) is IdleEnd.NEWS
    assert new(connection) == [[1]]


def test_a_mail_that_arrived_between_looking_and_waiting_is_not_slept_over(support: MailUser, connect: Connect) -> None:
    support.put(mail("one"))
    connection = connect(support)
    connection.select()
    ((first,),) = connection.new_messages(after_uid=0)
    support.put(mail("two"))
    connection.mark_seen([first.uid])  # the server tells of the second in its answer to this
    assert connection.wait_for_news(LONG) is IdleEnd.NEWS
    assert new(connection, after_uid=first.uid) == [[2]]


def test_what_lies_in_a_folder_just_selected_is_news(support: MailUser, connect: Connect) -> None:
    support.put(mail("one"))
    connection = connect(support)
    connection.select()
    assert connection.wait_for_news(LONG) is IdleEnd.NEWS


def test_a_deleted_message_is_no_news(support: MailUser, connect: Connect) -> None:
    support.put(mail("one"), mail("two"))
    connection = connect(support)
    connection.select()
    assert new(connection) == [[1, 2]]
    support.expunge(1)
    assert connection.wait_for_news(0.2) is IdleEnd.TIMEOUT
    support.put(mail("three"))
    assert connection.wait_for_news(LONG) is IdleEnd.NEWS


def test_waiting_goes_on_over_many_renewals(support: MailUser, connect: Connect) -> None:
    connection = connect(support)
    connection.select()
    assert new(connection) == []
    assert connection.wait_for_news(0.3, renew_seconds=0.02) is IdleEnd.TIMEOUT
    with meanwhile(support.put, mail("one")):
        assert connection.wait_for_news(LONG, renew_seconds=0.02) is IdleEnd.NEWS


def test_a_server_without_idle_is_asked_now_and_then(
    support: MailUser, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect(support)
    monkeypatch.setattr(connection._client, "has_capability", lambda name: name != "IDLE")
    connection.select()
    assert new(connection) == []
    assert connection.wait_for_news(0.1, poll_seconds=0.02) is IdleEnd.TIMEOUT
    with meanwhile(support.put, mail("one")):
        assert connection.wait_for_news(LONG, poll_seconds=0.02) is IdleEnd.NEWS


@pytest.mark.parametrize("idle", [True, False])
def test_a_call_from_another_thread_ends_the_wait(
    support: MailUser, connect: Connect, idle: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect(support)
    if not idle:
        monkeypatch.setattr(connection._client, "has_capability", lambda name: name != "IDLE")
    connection.select()
    assert new(connection) == []
    with Waker() as waker:
        with meanwhile(waker.wake):
            assert connection.wait_for_news(LONG, waker=waker, poll_seconds=LONG) is IdleEnd.WOKEN
        for _ in range(3):
            waker.wake()  # before the wait begins, and more often than needed
        assert connection.wait_for_news(LONG, waker=waker) is IdleEnd.WOKEN
        assert connection.wait_for_news(0.05, waker=waker) is IdleEnd.TIMEOUT


def test_a_server_that_dies_ends_the_wait_and_comes_back_with_what_arrived_meanwhile(
    mail_servers: MailServers, support: MailUser, connect: Connect
) -> None:
    connection = connect(support, Security.TLS)
    connection.select()
    assert new(connection) == []
    with meanwhile(mail_servers.imap.kill), pytest.raises(MailServerError) as caught:
        connection.wait_for_news(LONG)
    assert (caught.value.reason, caught.value.permanent) == (Reason.UNREACHABLE, False)
    with pytest.raises(MailServerError) as caught:
        connect(support)
    assert (caught.value.reason, caught.value.code) == (Reason.UNREACHABLE, "ECONNREFUSED")
    mail_servers.imap.start()
    support.put(mail("Printer"))
    again = connect(support)
    again.select()
    assert new(again) == [[1]]


def test_a_server_that_shuts_down_politely_ends_the_wait(
    mail_servers: MailServers, support: MailUser, connect: Connect
) -> None:
    connection = connect(support)
    connection.select()
    assert new(connection) == []
    with meanwhile(mail_servers.imap.stop), pytest.raises(MailServerError) as caught:
        connection.wait_for_news(LONG)
    assert caught.value.reason is Reason.UNREACHABLE


def test_a_call_before_the_wait_is_heard_once_and_one_after_the_end_disturbs_nobody() -> None:
    waker = Waker()
    waker.wake()
    assert (waker.heard(), waker.heard()) == (True, False)
    waker.close()
    waker.wake()
