import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.servers.accounts import smtp_account, without_trust
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser
from tests.servers.ports import claim
from tests.servers.postfix import SIZE_LIMIT

from tridesk.infra.mail.errors import DeliveryFailed, MailServerError, Reason
from tridesk.infra.mail.smtp import SmtpConnection
from tridesk.infra.mail.types import Account, Security, ServerAddress

pytestmark = pytest.mark.servers

MEGABYTE = 1024 * 1024
LETTER = b"From: support@tridesk.test\nSubject: Your printer\n\nIt prints again.\n.\n..\n"


@pytest.fixture
def connection(mail_servers: MailServers, support: MailUser) -> Iterator[SmtpConnection]:
    with SmtpConnection(smtp_account(mail_servers, support, Security.PLAIN)) as connection:
        yield connection


def open_to(port: int) -> SmtpConnection:
    return SmtpConnection(Account(ServerAddress("localhost", port, Security.PLAIN)))


@pytest.mark.parametrize("security", Security)
def test_a_letter_arrives_over_every_kind_of_connection(
    mail_servers: MailServers, support: MailUser, alice: MailUser, security: Security
) -> None:
    with SmtpConnection(smtp_account(mail_servers, support, security)) as connection:
        delivery = connection.send(LETTER, sender=support.address, recipients=[alice.address])
    assert (delivery.accepted, delivery.refused) == ((alice.address,), {})
    assert delivery.reply.enhanced == "2.0.0"
    (stored,) = alice.wait_for(1)
    assert stored.raw.endswith(b"\r\n\r\nIt prints again.\r\n.\r\n..\r\n")
    assert stored.message["Subject"] == "Your printer"
    assert stored.message["Return-Path"] == f"<{support.address}>"


def test_one_connection_carries_many_letters(connection: SmtpConnection, support: MailUser, alice: MailUser) -> None:
    for _ in range(5):
        connection.send(LETTER, sender=support.address, recipients=[alice.address])
    assert connection.usable
    assert len(alice.wait_for(5)) == 5


def test_a_refused_recipient_does_not_keep_the_others_from_getting_it(
    connection: SmtpConnection, support: MailUser, alice: MailUser
) -> None:
    recipients = [alice.address, "nobody@acme.test", "not an address", alice.address]
    delivery = connection.send(LETTER, sender=support.address, recipients=recipients)
    assert delivery.accepted == (alice.address,)
    unknown, nonsense = delivery.refused["nobody@acme.test"], delivery.refused["not an address"]
    assert (unknown.permanent, unknown.code, unknown.enhanced) == (True, 550, "5.1.1")
    assert "User unknown" in unknown.text
    assert (nonsense.permanent, nonsense.enhanced) == (True, "5.1.3")
    assert len(alice.wait_for(1)) == 1


def test_a_letter_nobody_takes_has_failed_for_good(
    connection: SmtpConnection, support: MailUser, alice: MailUser
) -> None:
    with pytest.raises(DeliveryFailed) as caught:
        connection.send(LETTER, sender=support.address, recipients=["nobody@acme.test", "otto@else.test"])
    failure = caught.value
    assert (failure.permanent, failure.reason) == (True, Reason.REFUSED)
    assert (failure.code, failure.enhanced) == (550, "5.1.1")
    assert set(failure.refused) == {"nobody@acme.test", "otto@else.test"}
    connection.send(LETTER, sender=support.address, recipients=[alice.address])
    assert len(alice.wait_for(1)) == 1


def test_a_greylisted_letter_is_taken_the_next_time(
    mail_servers: MailServers, connection: SmtpConnection, support: MailUser, alice: MailUser
) -> None:
    mail_servers.smtp.policy.order(alice.address, "450 4.7.1 Greylisted, try again in a minute")
    with pytest.raises(DeliveryFailed) as caught:
        connection.send(LETTER, sender=support.address, recipients=[alice.address])
    assert (caught.value.permanent, caught.value.code, caught.value.enhanced) == (False, 450, "4.7.1")
    assert "Greylisted" in caught.value.text
    connection.send(LETTER, sender=support.address, recipients=[alice.address])
    assert len(alice.wait_for(1)) == 1


def test_a_letter_one_may_take_later_is_not_given_up(
    mail_servers: MailServers, connection: SmtpConnection, support: MailUser, alice: MailUser
) -> None:
    mail_servers.smtp.policy.always(alice.address, "452 4.2.2 Mailbox full")
    with pytest.raises(DeliveryFailed) as caught:
        connection.send(LETTER, sender=support.address, recipients=["nobody@acme.test", alice.address])
    assert not caught.value.permanent
    assert [reply.permanent for reply in caught.value.refused.values()] == [True, False]


def test_a_server_that_closes_in_the_middle_is_unreachable(
    mail_servers: MailServers, connection: SmtpConnection, support: MailUser, alice: MailUser
) -> None:
    mail_servers.smtp.policy.order(alice.address, "421 4.3.2 Going down")
    with pytest.raises(DeliveryFailed) as caught:
        connection.send(LETTER, sender=support.address, recipients=[alice.address])
    assert (caught.value.permanent, caught.value.reason) == (False, Reason.UNREACHABLE)
    assert not connection.usable


def test_a_letter_over_the_servers_limit_is_not_even_begun(
    connection: SmtpConnection, support: MailUser, alice: MailUser, tmp_path: Path
) -> None:
    path = tmp_path / "large.eml"
    path.write_bytes(LETTER)
    with path.open("r+b") as file:
        file.truncate(SIZE_LIMIT)
        with pytest.raises(DeliveryFailed) as caught:
            connection.send(file, sender=support.address, recipients=[alice.address])
    assert (caught.value.permanent, caught.value.code, caught.value.enhanced) == (True, 552, "5.3.4")
    assert str(SIZE_LIMIT) in caught.value.text
    assert connection.usable


def test_a_large_letter_is_sent_without_lying_in_memory(
    connection: SmtpConnection, support: MailUser, alice: MailUser, tmp_path: Path
) -> None:
    path = tmp_path / "large.eml"
    path.write_bytes(LETTER + (b"x" * 98 + b"\r\n") * (20 * MEGABYTE // 100))
    tracemalloc.start()
    try:
        with path.open("rb") as file:
            connection.send(file, sender=support.address, recipients=[alice.address])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * MEGABYTE
    (stored,) = alice.wait_for(1)
    assert len(stored.raw) > 20 * MEGABYTE


def test_a_bounce_has_no_sender(connection: SmtpConnection, alice: MailUser) -> None:
    connection.send(LETTER, sender="", recipients=[alice.address])
    (stored,) = alice.wait_for(1)
    assert stored.message["Return-Path"] == "<>"


def test_an_address_in_utf8_is_written_to(
    mail_servers: MailServers, connection: SmtpConnection, support: MailUser
) -> None:
    joao = mail_servers.user("joão", "acme.test")
    delivery = connection.send(LETTER, sender=support.address, recipients=[joao.address])
    assert delivery.accepted == (joao.address,)


def test_an_old_server_gets_what_it_can_take(mail_servers: MailServers, support: MailUser, alice: MailUser) -> None:
    with open_to(mail_servers.smtp.old_port) as old:
        delivery = old.send(LETTER, sender=support.address, recipients=[alice.address, "joão@acme.test"])
        assert delivery.accepted == (alice.address,)
        assert delivery.refused["joão@acme.test"].enhanced == "5.6.7"
        with pytest.raises(DeliveryFailed) as caught:
            old.send("Subject: Olá\n\nx\n".encode(), sender=support.address, recipients=[alice.address])
        assert (caught.value.permanent, caught.value.enhanced) == (True, "5.6.7")
        with pytest.raises(DeliveryFailed):
            old.send(LETTER, sender="joão@tridesk.test", recipients=[alice.address])
        old.send("Subject: x\n\nOlá\n".encode(), sender=support.address, recipients=[alice.address])
    assert len(alice.wait_for(2)) == 2


def test_a_line_break_in_an_address_is_no_second_command(
    connection: SmtpConnection, support: MailUser, alice: MailUser
) -> None:
    with pytest.raises(DeliveryFailed) as caught:
        connection.send(LETTER, sender=f"x@y.test>\r\nRCPT TO:<{alice.address}", recipients=[alice.address])
    assert caught.value.enhanced == "5.1.3"
    connection.send(LETTER, sender=support.address, recipients=[alice.address])


def test_a_letter_to_nobody_has_failed(connection: SmtpConnection, support: MailUser) -> None:
    with pytest.raises(DeliveryFailed) as caught:
        connection.send(LETTER, sender=support.address, recipients=[])
    assert caught.value.permanent


def test_a_source_that_breaks_off_leaves_no_half_letter(
    connection: SmtpConnection, support: MailUser, alice: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(source: object) -> Iterator[bytes]:
        yield b"Subject: half\r\n"
        raise ValueError("the file is gone")

    monkeypatch.setattr("tridesk.infra.mail.smtp.data_chunks", breaking)
    with pytest.raises(ValueError, match="gone"):
        connection.send(LETTER, sender=support.address, recipients=[alice.address])
    assert not connection.usable


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
        connection = open_to(port)
        with pytest.raises(DeliveryFailed) as caught:
            connection.send(LETTER, sender="support@tridesk.test", recipients=["elena@fabrikam.test"])
    assert (caught.value.permanent, caught.value.reason) == (False, Reason.UNREACHABLE)
    assert caught.value.uncertain is uncertain
    assert not connection.usable
