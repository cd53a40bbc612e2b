"""Letters over SMTP to a real server: what arrives, what is refused and what that means."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.servers.accounts import smtp_account
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser
from tests.servers.postfix import SIZE_LIMIT

from tridesk.infra.mail.errors import DeliveryFailed, Reason
from tridesk.infra.mail.smtp import SmtpConnection
from tridesk.infra.mail.types import Account, Security, ServerAddress

pytestmark = pytest.mark.servers

MEGABYTE = 1024 * 1024
LETTER = b"From: support@tridesk.test\nSubject: Your printer\n\nIt prints again.\n.\n..\n"


@pytest.fixture
def connection(mail_servers: MailServers, support: MailUser) -> Iterator[SmtpConnection]:
    with SmtpConnection(smtp_account(mail_servers, support, Security.PLAIN)) as connection:
        yield connection


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
    with SmtpConnection(Account(ServerAddress("localhost", mail_servers.smtp.old_port, Security.PLAIN))) as old:
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
