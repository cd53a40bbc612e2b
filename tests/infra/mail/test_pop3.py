import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from tests.servers.accounts import pop_account, without_trust
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser
from tests.servers.ports import claim

from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.pop3 import PopConnection
from tridesk.infra.mail.types import Account, Security, ServerAddress

pytestmark = pytest.mark.servers
MEGABYTE = 1024 * 1024
type Connect = Callable[..., PopConnection]


@pytest.fixture
def connect(mail_servers: MailServers) -> Iterator[Connect]:
    with ExitStack() as opened:

        def connect(user: MailUser, security: Security = Security.PLAIN) -> PopConnection:
            return opened.enter_context(PopConnection(pop_account(mail_servers, user, security)))

        yield connect


def mail(subject: str, body: bytes = b"It does not print.\r\n") -> bytes:
    return f"From: alice@acme.test\r\nSubject: {subject}\r\n\r\n".encode() + body


def texts(connection: PopConnection) -> list[bytes]:
    found = connection.fetch(connection.messages())
    return [fetched.content.read() for fetched in found if fetched.content is not None]


@pytest.mark.parametrize("security", Security)
def test_mail_is_read_over_every_kind_of_connection(support: MailUser, connect: Connect, security: Security) -> None:
    support.put(mail("one"), mail("two"))
    connection = connect(support, security)
    assert texts(connection) == [mail("one"), mail("two")]
    assert [(each.number, each.size) for each in connection.messages()] == [
        (1, len(mail("one"))),
        (2, len(mail("two"))),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b".\r\n..\r\n.leading\r\n\r\n.\r\nlast\r\n",
        "Olá, não imprime.\r\n".encode(),
        b"\xe1\xff\x80 raw bytes\r\n",
        b"y" * 5000 + b"\r\n." + b"x" * 200_000 + b"\r\n",
        b"x" * (64 * 1024) + b".\r\n" + b"x" * (64 * 1024 - 1) + b"\r\n.\r\n",
        b"\r\n" * 3,
    ],
    ids=["dots", "UTF-8", "no charset", "lines without end", "a dot where a piece ends", "empty lines"],
)
def test_every_byte_comes_as_it_lies_there(support: MailUser, connect: Connect, body: bytes) -> None:
    support.put(mail("odd", body))
    assert texts(connect(support)) == [mail("odd", body)]


def test_a_large_message_never_lies_in_memory(support: MailUser, connect: Connect) -> None:
    line = b"x" * 998 + b"\r\n"
    support.put(mail("large", line * (30 * 1024)))
    connection = connect(support)
    (large,) = connection.messages()
    tracemalloc.start()
    try:
        total = sum(
            sum(iter(lambda content=fetched.content: len(content.read(64 * 1024)), 0))
            for fetched in connection.fetch([large])
        )
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total == large.size > 29 * MEGABYTE
    assert peak < 4 * MEGABYTE


def test_names_outlive_the_session_and_numbers_do_not(support: MailUser, connect: Connect) -> None:
    support.put(mail("one"), mail("two"))
    first = connect(support)
    before = first.messages()
    first.mark_deleted([1])
    first.finish()
    assert [(each.number, each.uidl) for each in connect(support).messages()] == [(1, before[1].uidl)]


def test_only_the_end_of_a_session_deletes(mail_servers: MailServers, support: MailUser) -> None:
    support.put(mail("one"))
    with PopConnection(pop_account(mail_servers, support)) as connection:
        connection.mark_deleted([1])
    assert len(support.mails()) == 1
    with PopConnection(pop_account(mail_servers, support)) as connection:
        connection.mark_deleted([1])
        connection.finish()
    assert support.mails() == []


def test_one_that_cannot_be_had_does_not_stop_the_next(support: MailUser, connect: Connect) -> None:
    support.put(mail("one"), mail("two"))
    connection = connect(support)
    first, second = connection.messages()
    found = [
        (fetched.uid, fetched.error and fetched.error.reason)
        for fetched in connection.fetch([first, replace(first, number=9), second])
    ]
    assert found == [(1, None), (9, Reason.MESSAGE_MISSING), (2, None)]


def refused(account: Account) -> tuple[Reason, bool]:
    with pytest.raises(MailServerError) as caught:
        PopConnection(account)
    return caught.value.reason, caught.value.permanent


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_server_with_an_unknown_authority_is_not_trusted(
    mail_servers: MailServers, support: MailUser, security: Security
) -> None:
    account = without_trust(pop_account(mail_servers, support, security))
    assert refused(account) == (Reason.TLS, True)
    with PopConnection(replace(account, server=replace(account.server, verify=False))) as connection:
        assert connection.messages() == []


def test_tls_to_a_port_without_tls_is_a_matter_of_settings(mail_servers: MailServers, support: MailUser) -> None:
    account = pop_account(mail_servers, support)
    server = replace(account.server, port=mail_servers.imap.pop3_port)
    assert refused(replace(account, server=server)) == (Reason.TLS, True)


@pytest.mark.parametrize("password", ["wrong", "não é esta", "two\r\nlines"])
@pytest.mark.parametrize("sasl", [True, False])
def test_a_wrong_password_is_refused_whatever_is_in_it(
    mail_servers: MailServers, support: MailUser, password: str, sasl: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not sasl:
        monkeypatch.setattr("tridesk.infra.mail.pop3.SASL_PLAIN", "NONE")
    assert refused(replace(pop_account(mail_servers, support), password=password)) == (Reason.LOGIN_REFUSED, True)


@pytest.mark.parametrize("sasl", [True, False])
def test_a_password_may_have_any_letters(
    mail_servers: MailServers, support: MailUser, sasl: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not sasl:
        monkeypatch.setattr("tridesk.infra.mail.pop3.SASL_PLAIN", "NONE")
    mail_servers.imap.add_user(support.address, "maçã com espaço")
    account = replace(pop_account(mail_servers, support), password="maçã com espaço")
    with PopConnection(account) as connection:
        assert connection.messages() == []


def test_nobody_listening_is_unreachable_and_may_pass(support: MailUser) -> None:
    account = Account(ServerAddress("localhost", claim(), Security.PLAIN), support.address, support.password)
    assert refused(account) == (Reason.UNREACHABLE, False)


def test_a_server_that_dies_is_unreachable(mail_servers: MailServers, support: MailUser, connect: Connect) -> None:
    support.put(mail("one"))
    connection = connect(support)
    (one,) = connection.messages()
    mail_servers.imap.kill()
    with pytest.raises(MailServerError) as caught:
        list(connection.fetch([one]))
    assert caught.value.reason is Reason.UNREACHABLE
