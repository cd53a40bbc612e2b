"""Signing in with a token, by both mechanisms, at all three servers."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.infra.mail.test_smtp import LETTER
from tests.servers.accounts import imap_account, pop_account, smtp_account
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser

from tridesk.infra.mail import sasl
from tridesk.infra.mail.errors import DeliveryFailed, MailServerError, Reason
from tridesk.infra.mail.imap import ImapConnection
from tridesk.infra.mail.pop3 import PopConnection
from tridesk.infra.mail.smtp import SmtpConnection
from tridesk.infra.mail.smtp_pool import SmtpPool
from tridesk.infra.mail.types import Account, Security, ServerAddress

DOORS = {
    "imap": (imap_account, ImapConnection),
    "pop3": (pop_account, PopConnection),
    "smtp": (smtp_account, SmtpConnection),
}
type Door = tuple[Callable[..., Account], Callable[[Account], object]]


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> Door:
    return DOORS[request.param]


@pytest.fixture(params=sasl.MECHANISMS)
def mechanism(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sasl, "MECHANISMS", (request.param,))
    return str(request.param)


def account_of(door: Door, servers: MailServers, user: MailUser, token: str) -> Account:
    return replace(door[0](servers, user, Security.TLS), password="", token=token)


@pytest.mark.servers
def test_a_good_token_opens(mail_servers: MailServers, support: MailUser, door: Door, mechanism: str) -> None:
    token = mail_servers.provider.token_of(support.address)
    door[1](account_of(door, mail_servers, support, token)).close()  # type: ignore[attr-defined]


@pytest.mark.servers
def test_a_token_that_was_taken_back_or_is_somebody_elses_does_not(
    mail_servers: MailServers, support: MailUser, elena: MailUser, door: Door, mechanism: str
) -> None:
    old = mail_servers.provider.token_of(support.address)
    mail_servers.provider.revoke_access(support.address)
    for token in (old, mail_servers.provider.token_of(elena.address)):
        with pytest.raises(MailServerError) as caught:
            door[1](account_of(door, mail_servers, support, token))
        assert (caught.value.reason, caught.value.permanent) == (Reason.TOKEN_REFUSED, True)
        assert token not in str(caught.value)


@pytest.mark.servers
def test_a_server_that_takes_no_tokens_is_told_apart(
    mail_servers: MailServers, support: MailUser, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sasl, "MECHANISMS", ("XOAUTH3",))
    with pytest.raises(MailServerError) as caught:
        door[1](account_of(door, mail_servers, support, "x"))
    assert (caught.value.reason, caught.value.permanent) == (Reason.NO_OAUTH2, True)


@pytest.mark.servers
def test_mail_is_read_and_sent_with_it(mail_servers: MailServers, support: MailUser, alice: MailUser) -> None:
    token = mail_servers.provider.token_of(support.address)
    with SmtpConnection(account_of(DOORS["smtp"], mail_servers, support, token)) as smtp:
        smtp.send(LETTER, sender=support.address, recipients=[support.address])
    support.wait_for(1)
    with ImapConnection(account_of(DOORS["imap"], mail_servers, support, token)) as imap:
        assert imap.select().exists == 1
    with PopConnection(account_of(DOORS["pop3"], mail_servers, support, token)) as pop:
        assert len(pop.messages()) == 1


@pytest.mark.servers
def test_a_kept_connection_outlives_its_token_and_the_next_uses_the_new_one(
    mail_servers: MailServers, support: MailUser, alice: MailUser
) -> None:
    pool = SmtpPool(messages=2)
    provider = mail_servers.provider
    account = account_of(DOORS["smtp"], mail_servers, support, provider.token_of(support.address))
    send = {"sender": support.address, "recipients": [alice.address]}
    pool.send(account, LETTER, **send)
    provider.revoke_access(support.address)
    pool.send(account, LETTER, **send)  # the same connection, the last letter it carries
    with pytest.raises(DeliveryFailed) as caught:
        pool.send(account, LETTER, **send)
    assert (caught.value.reason, caught.value.permanent) == (Reason.TOKEN_REFUSED, False)
    pool.send(replace(account, token=provider.token_of(support.address)), LETTER, **send)
    pool.close()
    assert len(alice.wait_for(3)) == 3


ACCOUNT = Account(ServerAddress("mail.test", 993), "a=b,c@test", token="t0ken")


def test_the_words_are_as_the_standard_and_the_providers_write_them() -> None:
    assert sasl.Bearer("XOAUTH2", ACCOUNT).answer(b"") == b"user=a=b,c@test\x01auth=Bearer t0ken\x01\x01"
    said = sasl.Bearer("OAUTHBEARER", ACCOUNT).answer(b"")
    assert said == b"n,a=a=3Db=2Cc@test,\x01host=mail.test\x01port=993\x01auth=Bearer t0ken\x01\x01"


@pytest.mark.parametrize(("mechanism", "word"), [("XOAUTH2", b""), ("OAUTHBEARER", b"\x01")])
def test_the_report_of_a_failure_is_answered_so_that_the_server_can_end_it(mechanism: str, word: bytes) -> None:
    login = sasl.Bearer(mechanism, ACCOUNT)
    login.answer(b"")
    assert login.answer(b'{"status":"401"}') == word


def test_what_would_end_a_field_is_never_sent() -> None:
    for account in (replace(ACCOUNT, user="a\x01auth=Bearer x"), replace(ACCOUNT, token="x\r\nA1 LOGOUT")):
        with pytest.raises(MailServerError):
            sasl.bearer(["XOAUTH2"], account)
