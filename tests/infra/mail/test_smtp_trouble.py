"""SMTP servers that cannot be used: not trusted, not letting us in, not there, gone in the middle."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from tests.servers.accounts import smtp_account, without_trust
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser
from tests.servers.ports import claim

from tridesk.infra.mail.errors import DeliveryFailed, MailServerError, Reason
from tridesk.infra.mail.smtp import SmtpConnection
from tridesk.infra.mail.types import Account, Security, ServerAddress

pytestmark = pytest.mark.servers

LETTER = b"From: support@tridesk.test\nSubject: Your printer\n\nIt prints again.\n"


def refused(account: Account) -> tuple[Reason, bool, str]:
    with pytest.raises(MailServerError) as caught:
        SmtpConnection(account)
    return caught.value.reason, caught.value.permanent, caught.value.code


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_server_with_an_unknown_authority_is_not_trusted(
    mail_servers: MailServers, support: MailUser, security: Security
) -> None:
    account = without_trust(smtp_account(mail_servers, support, security))
    assert refused(account) == (Reason.TLS, True, "certificate")
    with SmtpConnection(replace(account, server=replace(account.server, verify=False))) as connection:
        assert connection.usable


@pytest.mark.parametrize("password", ["wrong", "não é esta"])
def test_a_wrong_password_is_refused(mail_servers: MailServers, support: MailUser, password: str) -> None:
    account = replace(smtp_account(mail_servers, support), password=password)
    assert refused(account) == (Reason.LOGIN_REFUSED, True, "535")


@pytest.mark.parametrize(
    ("security", "reason"), [(Security.STARTTLS, Reason.TLS), (Security.PLAIN, Reason.LOGIN_REFUSED)]
)
def test_what_was_asked_for_and_is_not_offered_is_no_reason_to_go_on_without(
    mail_servers: MailServers, support: MailUser, security: Security, reason: Reason
) -> None:
    server = ServerAddress("localhost", mail_servers.smtp.old_port, security)
    assert refused(Account(server, support.address, support.password)) == (reason, True, "")


def test_nobody_listening_is_unreachable_and_may_pass() -> None:
    account = Account(ServerAddress("localhost", claim(), Security.PLAIN))
    assert refused(account) == (Reason.UNREACHABLE, False, "ECONNREFUSED")


@contextmanager
def answering(port: int, talk: Callable[[socket.socket], None]) -> Iterator[None]:
    """What no real server can be made to do: break at one exact byte."""
    with socket.create_server(("127.0.0.1", port)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join()


def vanish_after_the_text(connection: socket.socket) -> None:
    with connection.makefile("rb") as said:
        connection.sendall(b"220 fabrikam.test\r\n")
        for answer in (b"250 fabrikam.test", b"250 ok", b"250 ok", b"354 go on"):
            said.readline()
            connection.sendall(answer + b"\r\n")
        while said.readline() != b".\r\n":
            pass


def vanish_in_the_envelope(connection: socket.socket) -> None:
    with connection.makefile("rb") as said:
        connection.sendall(b"220 fabrikam.test\r\n")
        said.readline()
        connection.sendall(b"250 fabrikam.test\r\n")
        said.readline()


@pytest.mark.parametrize(("talk", "uncertain"), [(vanish_after_the_text, True), (vanish_in_the_envelope, False)])
def test_only_a_letter_sent_whole_and_never_answered_may_have_arrived(
    talk: Callable[[socket.socket], None], uncertain: bool
) -> None:
    port = claim()
    with answering(port, talk):
        connection = SmtpConnection(Account(ServerAddress("localhost", port, Security.PLAIN)))
        with pytest.raises(DeliveryFailed) as caught:
            connection.send(LETTER, sender="support@tridesk.test", recipients=["elena@fabrikam.test"])
    assert (caught.value.permanent, caught.value.reason) == (False, Reason.UNREACHABLE)
    assert caught.value.uncertain is uncertain
    assert not connection.usable
