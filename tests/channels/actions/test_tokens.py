"""Tokens are fetched before they run out, by one worker at a time, and what is wrong is told apart."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from tests.channels.post import letter, open_post
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser
from tests.servers.provider import CLIENT, SECRET, Order, Provider

from tridesk.channels.actions import send_mail as sending
from tridesk.channels.actions.fetch_mail import poll_once
from tridesk.channels.actions.grants import set_provider
from tridesk.channels.actions.mailboxes import add_mailbox
from tridesk.channels.actions.send_mail import send_mail
from tridesk.channels.actions.tokens import AHEAD, LEASE, access_token
from tridesk.channels.actions.try_mailbox import try_mailbox
from tridesk.channels.models import InboundMail, Mailbox, MailboxGrant, OutboundMail
from tridesk.channels.queries import mailboxes
from tridesk.identity.types import SYSTEM
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.smtp_pool import SmtpPool
from tridesk.infra.outbox import Postpone
from tridesk.infra.secrets import seal, unseal
from tridesk.kernel.clock import now as clock_now
from tridesk.kernel.ids import MailboxId, OutboundMailId
from tridesk.wording.mail_servers import delivery_trouble

HOUR = timedelta(hours=1)


@pytest.fixture
def provider(mail_servers: MailServers) -> Provider:
    return mail_servers.provider


@pytest.fixture
def support(mail_servers: MailServers) -> MailUser:
    return mail_servers.user("support", "tridesk.test")


@pytest.fixture
def box(cast, mail_servers: MailServers, support: MailUser) -> Callable[..., MailboxId]:
    """A mailbox at the tests' servers, known at the provider."""

    def box(**more: object) -> MailboxId:
        servers = {
            "fetch_host": "localhost",
            "fetch_port": mail_servers.imap.tls_port,
            "fetch_user": support.address,
            "smtp_host": "localhost",
            "smtp_port": mail_servers.smtp.submissions_port,
            "ca_file": str(mail_servers.certificates.authority),
        }
        added = add_mailbox(actor=SYSTEM, values={"address": support.address} | servers | more, now=clock_now())
        address = mail_servers.provider.address
        who = {"provider": "other", "client_id": CLIENT, "client_secret": SECRET}
        places = {"authorize_url": f"{address}/authorize", "token_url": f"{address}/token"}
        set_provider(actor=SYSTEM, mailbox_id=added, values={**who, **places}, now=clock_now())
        return added

    return box


def granted(mailbox: MailboxId, provider: Provider, user: str, *, access: str = "", now: datetime) -> None:
    """As if somebody had consented; with an `access` token that is good for an hour."""
    MailboxGrant.objects.filter(pk=mailbox).update(
        refresh_secret=seal(provider.consent(user).refresh),
        access_secret=seal(access) if access else "",
        expires_at=now + HOUR if access else None,
        granted_at=now,
    )


def token(mailbox: MailboxId, now: datetime, refused: str = "") -> str:
    return access_token(mailbox_id=mailbox, now=now, refused=refused)


def trouble(mailbox: MailboxId, now: datetime) -> tuple[Reason, bool]:
    with pytest.raises(MailServerError) as caught:
        token(mailbox, now)
    return caught.value.reason, caught.value.permanent


pytestmark = pytest.mark.servers


def test_a_token_is_kept_until_shortly_before_it_runs_out(box, provider, support, now):
    mailbox = box()
    granted(mailbox, provider, support.address, now=now)
    first = token(mailbox, now)
    assert token(mailbox, now + HOUR - AHEAD - timedelta(seconds=1)) == first
    second = token(mailbox, now + HOUR - AHEAD)
    assert second != first
    assert provider.asked == {"refresh_token": 2}
    row = MailboxGrant.objects.get(pk=mailbox)
    assert unseal(row.access_secret) == second
    assert second not in row.access_secret


def test_a_refused_token_is_changed_before_its_time(box, provider, support, now):
    mailbox = box()
    granted(mailbox, provider, support.address, now=now)
    first = token(mailbox, now)
    second = token(mailbox, now, refused=first)
    assert second != first
    assert token(mailbox, now, refused=first) == second  # somebody else has seen to it already
    assert provider.asked == {"refresh_token": 2}


def test_without_an_end_a_token_is_used_until_it_is_refused(box, provider, support, now):
    provider.seconds = None
    mailbox = box()
    granted(mailbox, provider, support.address, now=now)
    first = token(mailbox, now)
    assert token(mailbox, now + 99 * HOUR) == first


def test_nobody_consented_yet(box, now):
    assert trouble(box(), now) == (Reason.GRANT_MISSING, True)


def test_a_consent_taken_back_is_broken_and_not_asked_for_again(box, provider, support, now):
    mailbox = box()
    granted(mailbox, provider, support.address, now=now)
    provider.take_back(support.address)
    assert trouble(mailbox, now) == trouble(mailbox, now) == (Reason.GRANT_BROKEN, True)
    assert provider.asked == {"refresh_token": 1}
    row = MailboxGrant.objects.get(pk=mailbox)
    assert (row.broken_since, row.refresh_lease) == (now, "")
    assert "expired or revoked" in row.error
    (listed,) = mailboxes(actor=SYSTEM)
    assert (listed.failing_since, listed.error_reason) == (now, "grant_broken")


@pytest.mark.parametrize(
    ("order", "reason", "permanent"),
    [
        (Order(500, "oops"), Reason.TOKEN_UNREACHABLE, False),
        (Order(503), Reason.TOKEN_UNREACHABLE, False),
        (Order.error("invalid_client", "ran out", 401), Reason.CLIENT_REFUSED, True),
        (Order.error("invalid_scope"), Reason.TOKEN_FAILED, True),
    ],
)
def test_other_trouble_breaks_no_consent(box, provider, support, now, order, reason, permanent):
    mailbox = box()
    granted(mailbox, provider, support.address, now=now)
    provider.orders.append(order)
    assert trouble(mailbox, now) == (reason, permanent)
    assert token(mailbox, now)
    row = MailboxGrant.objects.get(pk=mailbox)
    assert (row.broken_since, row.error) == (None, "")


def test_while_the_provider_is_away_a_token_is_used_to_its_end(box, provider, support, now):
    mailbox = box()
    granted(mailbox, provider, support.address, now=now)
    first = token(mailbox, now)
    provider.orders += [Order(500)] * 2
    assert token(mailbox, now + HOUR - AHEAD) == first
    assert trouble(mailbox, now + HOUR) == (Reason.TOKEN_UNREACHABLE, False)


def test_a_lost_secret_key_is_told_apart(box, provider, support, now, settings):
    mailbox = box()
    granted(mailbox, provider, support.address, now=now)
    settings.SECRET_KEY = "another"
    assert trouble(mailbox, now) == (Reason.GRANT_UNREADABLE, True)


@pytest.mark.django_db(transaction=True)
def test_many_workers_spend_a_refresh_token_once(box, provider, support, now):
    mailbox = box()
    granted(mailbox, provider, support.address, now=now)
    provider.orders.append(Order(0, wait=0.3))
    found: list[str] = []

    def work() -> None:
        found.append(token(mailbox, now))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found)), provider.asked) == (4, 1, {"refresh_token": 1})


def test_who_died_while_asking_holds_nobody_up_for_long(box, provider, support, now, monkeypatch):
    mailbox = box()
    granted(mailbox, provider, support.address, now=now)
    MailboxGrant.objects.filter(pk=mailbox).update(refresh_lease="dead", refresh_until=now + LEASE)
    monkeypatch.setattr("tridesk.channels.actions.tokens._PATIENCE", 0.0)
    assert trouble(mailbox, now) == (Reason.TOKEN_UNREACHABLE, False)
    assert token(mailbox, now + LEASE + timedelta(seconds=1))


def test_a_consent_that_ends_meanwhile_is_not_brought_back(box, provider, support, now, monkeypatch):
    mailbox = box()
    granted(mailbox, provider, support.address, now=now)
    refresh = "tridesk.infra.mail.oauth.refresh"

    def ended(*_: object, **__: object) -> object:
        MailboxGrant.objects.filter(pk=mailbox).update(refresh_secret="", refresh_lease="")
        return type("Tokens", (), {"access": "late", "refresh": "late", "seconds": 60})()

    monkeypatch.setattr(refresh, ended)
    assert trouble(mailbox, now) == (Reason.GRANT_MISSING, True)
    assert MailboxGrant.objects.get(pk=mailbox).refresh_secret == ""


@pytest.mark.parametrize("way", ["imap", "pop3"])
def test_mail_is_fetched_with_it_and_a_token_that_ran_out_early_is_changed(box, provider, support, mail_servers, way):
    ports = {"imap": mail_servers.imap.tls_port, "pop3": mail_servers.imap.pop3s_port}
    mailbox = box(fetch_by=way, fetch_port=ports[way])
    granted(mailbox, provider, support.address, access="ran out", now=clock_now())
    support.put(letter())
    assert poll_once(mailbox_id=mailbox, clock=clock_now) == 1
    assert (InboundMail.objects.count(), provider.asked) == (1, {"refresh_token": 1})
    trial = try_mailbox(actor=SYSTEM, mailbox_id=mailbox, clock=clock_now)
    assert (trial.works, trial.by) == (True, way)


def test_a_provider_that_gives_what_the_server_does_not_take_is_said(box, provider, support, mail_servers):
    mailbox = box()
    granted(mailbox, provider, mail_servers.user("stranger").address, now=clock_now())
    with pytest.raises(MailServerError) as caught:
        poll_once(mailbox_id=mailbox, clock=clock_now)
    assert caught.value.reason is Reason.TOKEN_REFUSED
    assert Mailbox.objects.get(pk=mailbox).error_reason == "token_refused"
    assert provider.asked == {"refresh_token": 2}
    trial = try_mailbox(actor=SYSTEM, mailbox_id=mailbox, clock=clock_now)
    assert (trial.fetch, trial.smtp) == ("token_refused", "token_refused")


def queued(mailbox: MailboxId, to: str, now: datetime) -> OutboundMailId:
    return OutboundMailId(
        OutboundMail.objects.create(
            kind="notice", occasion="x", mailbox_id=mailbox, recipient=to, message_id="x@tridesk.test", subject="News",
            text="Words.", queued_at=now,
        ).pk
    )  # fmt: skip


def test_mail_is_sent_with_it_and_a_token_that_ran_out_early_is_changed(
    box, provider, support, mail_servers, monkeypatch
):
    alice, now = mail_servers.user("alice"), clock_now()
    mailbox = box()
    granted(mailbox, provider, support.address, access="ran out", now=now)
    monkeypatch.setattr(sending, "pool", SmtpPool(messages=1))
    send_mail(mail_id=queued(mailbox, alice.address, now), now=now)
    assert OutboundMail.objects.get().state == "sent"
    assert len(alice.wait_for(1)) == 1


def test_a_mail_waits_while_there_is_no_token(box, provider, support, mail_servers):
    now = clock_now()
    mailbox = box()
    with pytest.raises(Postpone):
        send_mail(mail_id=queued(mailbox, support.address, now), now=now)
    mail = OutboundMail.objects.get()
    assert (mail.state, mail.error) == ("queued", "grant_missing: nobody consented yet")
    assert "press “Connect”" in delivery_trouble(mail.error)


def test_a_mailbox_that_only_sends_is_seen_failing_too(cast, now):
    post = open_post(now)
    Mailbox.objects.filter(pk=post.mailbox).update(fetch_host="", sign_in="oauth2")
    (row,) = mailboxes(actor=SYSTEM)
    assert (row.error_reason, row.failing_since) == ("grant_missing", now)
