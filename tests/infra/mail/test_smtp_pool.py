import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from tests.infra.mail.test_smtp import LETTER
from tests.servers.accounts import smtp_account
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser

from tridesk.infra.mail import smtp_pool
from tridesk.infra.mail.errors import DeliveryFailed, Reason
from tridesk.infra.mail.smtp import SmtpConnection
from tridesk.infra.mail.smtp_pool import SmtpPool
from tridesk.infra.mail.types import Account

pytestmark = pytest.mark.servers


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Account]:
    """The accounts of all connections the pool opens."""
    accounts: list[Account] = []

    class Noted(SmtpConnection):
        def __init__(self, account: Account) -> None:
            accounts.append(account)
            super().__init__(account)

    monkeypatch.setattr(smtp_pool, "SmtpConnection", Noted)
    return accounts


@pytest.fixture
def pool() -> Iterator[SmtpPool]:
    with closing(SmtpPool()) as pool:
        yield pool


@pytest.fixture
def account(mail_servers: MailServers, support: MailUser) -> Account:
    return smtp_account(mail_servers, support)


def send(pool: SmtpPool, account: Account, *to: MailUser) -> None:
    pool.send(account, LETTER, sender=account.user, recipients=[user.address for user in to])


def test_letters_of_one_account_share_a_connection(
    pool: SmtpPool, account: Account, alice: MailUser, elena: MailUser, opened: list[Account]
) -> None:
    for _ in range(3):
        send(pool, account, alice, elena)
    assert opened == [account]
    assert (len(alice.wait_for(3)), len(elena.wait_for(3))) == (3, 3)


def test_each_account_has_its_own(
    mail_servers: MailServers, pool: SmtpPool, account: Account, alice: MailUser, opened: list[Account]
) -> None:
    other = smtp_account(mail_servers, mail_servers.user("sales", "tridesk.test"))
    for one in (account, other, account, other):
        send(pool, one, alice)
    assert opened == [account, other]


def test_a_connection_the_server_ended_meanwhile_is_replaced_without_a_word(
    mail_servers: MailServers, pool: SmtpPool, account: Account, alice: MailUser, opened: list[Account]
) -> None:
    send(pool, account, alice)
    mail_servers.smtp.restart()
    send(pool, account, alice)
    assert len(opened) == 2
    assert len(alice.wait_for(2)) == 2


def test_a_refused_letter_does_not_cost_the_connection(
    pool: SmtpPool, account: Account, alice: MailUser, opened: list[Account]
) -> None:
    with pytest.raises(DeliveryFailed):
        pool.send(account, LETTER, sender=account.user, recipients=["nobody@acme.test"])
    send(pool, account, alice)
    assert len(opened) == 1


def test_an_idle_connection_is_closed(account: Account, alice: MailUser, opened: list[Account]) -> None:
    with closing(SmtpPool(idle_seconds=0)) as pool:
        send(pool, account, alice)
        send(pool, account, alice)
    assert len(opened) == 2


def test_a_connection_carries_only_so_many_letters(account: Account, alice: MailUser, opened: list[Account]) -> None:
    with closing(SmtpPool(messages=2)) as pool:
        for _ in range(5):
            send(pool, account, alice)
    assert len(opened) == 3


def test_many_threads_send_each_letter_once_over_a_few_connections(
    account: Account, alice: MailUser, opened: list[Account]
) -> None:
    with closing(SmtpPool(size=2)) as pool:
        threads = [threading.Thread(target=send, args=(pool, account, alice)) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert 1 <= len(opened) <= 2
    assert len(alice.wait_for(12)) == 12


def test_a_server_that_is_away_fails_no_letter_for_good(
    mail_servers: MailServers, pool: SmtpPool, account: Account, alice: MailUser
) -> None:
    mail_servers.smtp.stop()
    with pytest.raises(DeliveryFailed) as caught:
        send(pool, account, alice)
    assert (caught.value.permanent, caught.value.reason) == (False, Reason.UNREACHABLE)
    mail_servers.smtp.start()
    send(pool, account, alice)
    assert len(alice.wait_for(1)) == 1


def test_a_wrong_password_holds_the_letter_back_and_says_why(pool: SmtpPool, account: Account, alice: MailUser) -> None:
    with pytest.raises(DeliveryFailed) as caught:
        send(pool, replace(account, password="wrong"), alice)
    failure = caught.value
    assert (failure.permanent, failure.reason, failure.code) == (False, Reason.LOGIN_REFUSED, 535)


def test_a_server_that_hangs_takes_no_second_thread(
    mail_servers: MailServers, support: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, ends = threading.Event(), threading.Event()

    class Hanging(SmtpConnection):
        def __init__(self, account: Account) -> None:
            hangs.set()
            ends.wait(20)
            super().__init__(account)

    account = smtp_account(mail_servers, support)
    monkeypatch.setattr(smtp_pool, "SmtpConnection", Hanging)
    with closing(SmtpPool(size=1, patience=0.05)) as pool:
        first = threading.Thread(target=send, args=(pool, account, support))
        first.start()
        assert hangs.wait(20)
        with pytest.raises(smtp_pool.BusyError):
            send(pool, account, support)
        ends.set()
        first.join(20)
        send(pool, account, support)  # it answers again
    assert len(support.wait_for(2)) == 2
