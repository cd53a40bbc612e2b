import tracemalloc
from dataclasses import replace

import pytest
from tests.infra.mail.conftest import Connect
from tests.servers.accounts import imap_account, without_trust
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser
from tests.servers.ports import claim

from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.imap import ImapConnection
from tridesk.infra.mail.types import Account, Security, ServerAddress

pytestmark = pytest.mark.servers

MEGABYTE = 1024 * 1024


def mail(subject: str, body: bytes = b"It does not print.\r\n") -> bytes:
    return f"From: alice@acme.test\r\nSubject: {subject}\r\n\r\n".encode() + body


def new(connection: ImapConnection, after_uid: int = 0, piece: int = 200) -> list[list[int]]:
    pieces = connection.new_messages(after_uid=after_uid, piece=piece)
    return [[message.uid for message in one] for one in pieces]


def texts(connection: ImapConnection, after_uid: int = 0) -> dict[int, bytes]:
    return {
        fetched.uid: fetched.content.read()
        for piece in connection.new_messages(after_uid=after_uid)
        for fetched in connection.fetch(piece)
        if fetched.content is not None
    }


@pytest.mark.parametrize("security", Security)
def test_mail_is_read_over_every_kind_of_connection(
    mail_servers: MailServers, support: MailUser, connect: Connect, security: Security
) -> None:
    mail_servers.deliver(mail("Printer"), "alice@acme.test", support.address)
    (stored,) = support.wait_for(1)
    connection = connect(support, security)
    connection.select()
    assert texts(connection) == {stored.uid: stored.raw}


def test_reading_leaves_a_message_unseen_until_it_is_marked(support: MailUser, connect: Connect) -> None:
    support.put(mail("one"), mail("two"))
    connection = connect(support)
    connection.select()
    assert len(texts(connection)) == 2
    assert not any(r"\Seen" in stored.flags for stored in support.mails())
    connection.mark_seen([1])
    assert [r"\Seen" in stored.flags for stored in support.mails()] == [True, False]
    ((first, second),) = connection.new_messages(after_uid=0)
    assert (first.seen, second.seen) == (True, False)


def test_history_comes_in_pieces_and_resumes_where_it_stopped(support: MailUser, connect: Connect) -> None:
    support.put(*(mail(str(number)) for number in range(7)))
    connection = connect(support)
    connection.select()
    assert new(connection, piece=3) == [[1, 2, 3], [4, 5, 6], [7]]
    assert new(connection, after_uid=4, piece=3) == [[5, 6, 7]]
    assert new(connection, after_uid=7) == []


def test_gaps_in_the_uids_are_leapt_over(support: MailUser, connect: Connect) -> None:
    support.put(*(mail(str(number)) for number in range(40)))
    connection = connect(support)
    connection.select()
    connection.delete(list(range(2, 40)))
    assert new(connection, piece=2) == [[1], [40]]


def test_an_empty_folder_has_nothing_new(support: MailUser, connect: Connect) -> None:
    connection = connect(support)
    state = connection.select()
    assert (state.exists, state.uidnext, state.writable) == (0, 1, True)
    assert new(connection) == []


def test_a_large_message_never_lies_in_memory(support: MailUser, connect: Connect) -> None:
    line = b"x" * 98 + b"\r\n"
    size = 50 * MEGABYTE
    support.put(mail("large", line * (size // len(line))))
    connection = connect(support)
    connection.select()
    tracemalloc.start()
    try:
        ((large,),) = connection.new_messages(after_uid=0)
        (total,) = [
            sum(iter(lambda content=fetched.content: len(content.read(64 * 1024)), 0))
            for fetched in connection.fetch([large])
        ]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total == large.size > size - len(line)
    assert peak < 12 * MEGABYTE


def test_a_rebuilt_folder_shows_another_uidvalidity(
    mail_servers: MailServers, support: MailUser, connect: Connect
) -> None:
    support.put(mail("one"))
    connection = connect(support)
    before = connection.select()
    mail_servers.imap.renumber(support.address, before.uidvalidity + 100)
    assert connection.select().uidvalidity == before.uidvalidity + 100
    assert len(texts(connection)) == 1


def test_a_message_is_moved_to_a_folder_that_is_made_for_it(support: MailUser, connect: Connect) -> None:
    support.put(mail("one"), mail("two"))
    connection = connect(support)
    connection.select()
    connection.move([1], "Atendimento concluído")
    assert connection.folders() == ["Atendimento concluído", "INBOX"]
    assert [stored.uid for stored in support.mails()] == [2]
    assert connection.select("Atendimento concluído").exists == 1


def test_a_message_is_moved_on_a_server_that_knows_no_move(
    support: MailUser, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    support.put(mail("one"), mail("two"))
    connection = connect(support)
    monkeypatch.setattr(connection._client, "has_capability", lambda name: name == "UIDPLUS")
    connection.select()
    connection.move([1], "Done")
    assert [stored.uid for stored in support.mails()] == [2]
    assert connection.select("Done").exists == 1


def test_deleting_takes_only_the_named_messages(support: MailUser, connect: Connect) -> None:
    support.put(mail("one"), mail("two"), flags=r"\Deleted")
    connection = connect(support)
    connection.select()
    connection.delete([1])
    assert [stored.uid for stored in support.mails()] == [2]


def test_nothing_is_asked_when_there_is_nothing_to_mark(support: MailUser, connect: Connect) -> None:
    connection = connect(support)
    connection.select()
    connection.mark_seen([])
    connection.move([], "Nowhere")
    connection.delete([])
    assert connection.folders() == ["INBOX"]


def test_a_missing_folder_is_named(support: MailUser, connect: Connect) -> None:
    connection = connect(support)
    with pytest.raises(MailServerError) as caught:
        connection.select("Suporte")
    assert (caught.value.reason, caught.value.permanent) == (Reason.FOLDER_MISSING, True)
    assert connection.select().name == "INBOX"


def test_a_message_another_program_deleted_meanwhile_is_named(support: MailUser, connect: Connect) -> None:
    support.put(mail("one"), mail("two"))
    connection = connect(support)
    connection.select()
    (waiting,) = connection.new_messages(after_uid=0)
    support.expunge(1)
    assert [(one.uid, one.error and one.error.reason) for one in connection.fetch(waiting)] == [
        (1, Reason.MESSAGE_MISSING),
        (2, None),
    ]


def refused(account: Account) -> tuple[Reason, bool]:
    with pytest.raises(MailServerError) as caught:
        ImapConnection(account)
    return caught.value.reason, caught.value.permanent


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_server_with_an_unknown_authority_is_not_trusted(
    mail_servers: MailServers, support: MailUser, security: Security
) -> None:
    account = without_trust(imap_account(mail_servers, support, security))
    assert refused(account) == (Reason.TLS, True)
    with ImapConnection(replace(account, server=replace(account.server, verify=False))) as connection:
        assert connection.select().exists == 0


def test_tls_to_a_port_without_tls_is_a_matter_of_settings(mail_servers: MailServers, support: MailUser) -> None:
    account = imap_account(mail_servers, support, Security.TLS)
    server = replace(account.server, port=mail_servers.imap.plain_port)
    assert refused(replace(account, server=server)) == (Reason.TLS, True)


@pytest.mark.parametrize("password", ["wrong", "não é esta", 'with " and \\', "two\r\nlines"])
@pytest.mark.parametrize("sasl", [True, False])
def test_a_wrong_password_is_refused_whatever_is_in_it(
    mail_servers: MailServers, support: MailUser, password: str, sasl: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not sasl:
        monkeypatch.setattr("tridesk.infra.mail.imap.SASL_PLAIN", "AUTH=NONE")
    account = replace(imap_account(mail_servers, support), password=password)
    assert refused(account) == (Reason.LOGIN_REFUSED, True)


def test_the_login_command_is_used_where_sasl_is_not_offered(
    mail_servers: MailServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tridesk.infra.mail.imap.SASL_PLAIN", "AUTH=NONE")
    otto = mail_servers.user("otto brien", "outside.test")
    with ImapConnection(imap_account(mail_servers, otto)) as connection:
        assert connection.select().exists == 0


def test_nobody_listening_is_unreachable_and_may_pass(support: MailUser) -> None:
    account = Account(ServerAddress("localhost", claim(), Security.PLAIN), support.address, support.password)
    assert refused(account) == (Reason.UNREACHABLE, False)
