"""A mailbox is connected by those who may; secrets are sealed, never told, and end when they should."""

import pytest
from tests.events import events
from tests.servers.ports import claim
from tests.servers.provider import CLIENT, SECRET, Order, Provider, browser

from tridesk.channels.actions.grants import begin_consent, disconnect, set_provider, take_consent
from tridesk.channels.actions.mailboxes import add_mailbox, change_mailbox
from tridesk.channels.errors import ConsentRefusedError, MailboxInvalidError, MailboxNotFoundError
from tridesk.channels.events import MailboxChanged, MailboxConnected, MailboxDisconnected
from tridesk.channels.kinds.email import providers
from tridesk.channels.models import Mailbox, MailboxGrant, PopSeen
from tridesk.channels.queries import Grant, grant_of, mailboxes
from tridesk.channels.queries import mailbox as mailbox_query
from tridesk.infra.mail import oauth
from tridesk.infra.secrets import unseal
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import MailboxId

BACK = "https://desk.test/settings/mailboxes/consented"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def started():
    provider = Provider(claim())
    yield provider
    provider.close()


@pytest.fixture
def provider(started: Provider) -> Provider:
    started.forget_orders()
    return started


@pytest.fixture
def box(cast, now) -> MailboxId:
    return add_mailbox(actor=cast.dante, values={"address": "help@desk.test"}, now=now)


def ours(provider: Provider, **more: str) -> dict[str, str]:
    places = {"authorize_url": f"{provider.address}/authorize", "token_url": f"{provider.address}/token"}
    return {"provider": "other", "client_id": CLIENT, "client_secret": SECRET, "scope": "mail", **places, **more}


@pytest.fixture
def known(box, cast, provider, now) -> MailboxId:
    set_provider(actor=cast.dante, mailbox_id=box, values=ours(provider), now=now)
    return box


def connect(mailbox: MailboxId, cast, now) -> None:
    consent = begin_consent(actor=cast.dante, mailbox_id=mailbox, redirect_url=BACK)
    code = browser(consent.url)["code"]
    take_consent(actor=cast.dante, mailbox_id=mailbox, code=code, verifier=consent.verifier, redirect_url=BACK, now=now)


def shown(mailbox: MailboxId, cast) -> Grant:
    return grant_of(mailbox=mailbox_query(actor=cast.dante, mailbox_id=mailbox))


def test_a_consent_connects_and_its_end_forgets_every_token(known, cast, now):
    assert shown(known, cast).state == "known"
    connect(known, cast, now)
    row = MailboxGrant.objects.get(pk=known)
    assert unseal(row.refresh_secret).startswith("refresh-")
    assert "refresh-" not in row.refresh_secret
    assert (shown(known, cast).state, shown(known, cast).account) == ("connected", "help@desk.test")
    disconnect(actor=cast.dante, mailbox_id=known, now=now)
    row.refresh_from_db()
    assert (row.refresh_secret, row.access_secret, row.granted_at, row.account) == ("", "", None, "")
    assert shown(known, cast).state == "known"
    told = events(f"mailbox:{known}")
    assert [type(event) for event in told[-2:]] == [MailboxConnected, MailboxDisconnected]
    assert all(event.by == cast.dante.person_id for event in told)
    secrets = (SECRET, "refresh-", "access-")
    assert not any(secret in repr(event) for event in told for secret in secrets)


def test_disconnecting_what_is_not_connected_tells_nothing(known, cast, now):
    before = len(events(f"mailbox:{known}"))
    disconnect(actor=cast.dante, mailbox_id=known, now=now)
    assert len(events(f"mailbox:{known}")) == before


@pytest.mark.parametrize(
    ("name", "fetch_by", "tenant", "servers"),
    [
        ("google", "imap", "", ("imap.gmail.com", 993, "tls", "smtp.gmail.com", 465, "tls")),
        ("google", "pop3", "", ("pop.gmail.com", 995, "tls", "smtp.gmail.com", 465, "tls")),
        ("microsoft", "imap", "", ("outlook.office365.com", 993, "tls", "smtp.office365.com", 587, "starttls")),
        (
            "microsoft",
            "pop3",
            "consumers",
            ("outlook.office365.com", 995, "tls", "smtp-mail.outlook.com", 587, "starttls"),
        ),
    ],
)
def test_choosing_a_provider_fills_in_its_servers(box, cast, now, name, fetch_by, tenant, servers):
    change_mailbox(actor=cast.dante, mailbox_id=box, values={"fetch_by": fetch_by}, now=now)
    PopSeen.objects.create(mailbox_id=box, uidl="1")
    values = {"provider": name, "tenant": tenant, "client_id": "ours"}
    set_provider(actor=cast.dante, mailbox_id=box, values=values, now=now)
    row = Mailbox.objects.get(pk=box)
    fetch = (row.fetch_host, row.fetch_port, row.fetch_security)
    assert (*fetch, row.smtp_host, row.smtp_port, row.smtp_security) == servers
    assert row.sign_in == "oauth2"
    assert not PopSeen.objects.exists()
    (told,) = [event for event in events(f"mailbox:{box}") if isinstance(event, MailboxChanged)][-1:]
    assert told.changes["fetch_host"] == ("", servers[0])


def test_servers_that_were_changed_by_hand_stay_when_only_the_secret_is_new(known, cast, now):
    change_mailbox(actor=cast.dante, mailbox_id=known, values={"fetch_host": "mail.test"}, now=now)
    set_provider(actor=cast.dante, mailbox_id=known, values={"client_secret": "newer"}, now=now)
    assert Mailbox.objects.get(pk=known).fetch_host == "mail.test"
    assert unseal(MailboxGrant.objects.get(pk=known).client_secret) == "newer"


def test_a_new_secret_keeps_the_consent_and_another_client_ends_it(known, cast, provider, now):
    connect(known, cast, now)
    set_provider(actor=cast.dante, mailbox_id=known, values={"client_secret": "newer"}, now=now)
    assert shown(known, cast).state == "connected"
    set_provider(actor=cast.dante, mailbox_id=known, values={"client_id": "another"}, now=now)
    assert shown(known, cast).state == "known"
    assert MailboxGrant.objects.get(pk=known).refresh_secret == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"provider": "yahoo"}, "provider"),
        ({"client_id": " "}, "client_id"),
        ({"tenant": "a/../b"}, "tenant"),
        ({"tenant": "x@login.evil.test"}, "tenant"),
        ({"token_url": "http://id.example/token"}, "token_url"),
        ({"authorize_url": "javascript:alert(1)"}, "authorize_url"),
        ({"token_url": ""}, "token_url"),
    ],
)
def test_wrong_values_are_refused_by_name(box, cast, provider, now, values, field):
    with pytest.raises(MailboxInvalidError) as refused:
        set_provider(actor=cast.dante, mailbox_id=box, values={**ours(provider), **values}, now=now)
    assert refused.value.values["field"] == field
    assert not MailboxGrant.objects.exists()


def test_without_a_client_there_is_nothing_to_consent_to(box, cast):
    with pytest.raises(MailboxInvalidError) as refused:
        begin_consent(actor=cast.dante, mailbox_id=box, redirect_url=BACK)
    assert refused.value.values == {"field": "client_id", "reason": "required"}


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (Order.error("invalid_grant"), "grant"),
        (Order.error("invalid_client"), "client"),
        (Order(500), "passing"),
        (Order(404), "refused"),
        (Order(200, '{"access_token": "x"}'), "no_refresh_token"),
    ],
)
def test_a_refused_consent_says_why_and_changes_nothing(known, cast, provider, now, order, reason):
    provider.orders.append(order)
    with pytest.raises(ConsentRefusedError) as refused:
        connect(known, cast, now)
    assert refused.value.values["reason"] == reason
    assert shown(known, cast).state == "known"


def test_tokens_of_a_client_that_was_changed_meanwhile_are_not_kept(known, cast, provider, now, monkeypatch):
    redeem = oauth.redeem

    def changed_meanwhile(*words, **named):
        MailboxGrant.objects.filter(pk=known).update(scope="less")
        return redeem(*words, **named)

    monkeypatch.setattr(oauth, "redeem", changed_meanwhile)
    with pytest.raises(ConsentRefusedError) as refused:
        connect(known, cast, now)
    assert refused.value.values["reason"] == "changed"


def test_connecting_ends_who_listens_with_the_old_tokens_and_the_trouble(known, cast, now):
    Mailbox.objects.filter(pk=known).update(
        lease_token="old", lease_until=now, failing_since=now, error_reason="grant_broken", error="x"
    )
    MailboxGrant.objects.filter(pk=known).update(broken_since=now, error="revoked", refresh_secret="x")
    assert shown(known, cast).state == "broken"
    connect(known, cast, now)
    row = Mailbox.objects.get(pk=known)
    assert (row.lease_token, row.failing_since, row.error_reason) == ("", None, "")
    (listed,) = mailboxes(actor=cast.dante)
    assert listed.failing_since is None
    assert shown(known, cast).state == "connected"


def test_only_who_may_manage_mailboxes_does(known, cast, now):
    for actor in (cast.bruno, cast.alice, cast.otto):
        for call in (
            lambda actor=actor: set_provider(actor=actor, mailbox_id=known, values={}, now=now),
            lambda actor=actor: begin_consent(actor=actor, mailbox_id=known, redirect_url=BACK),
            lambda actor=actor: disconnect(actor=actor, mailbox_id=known, now=now),
            lambda actor=actor: take_consent(
                actor=actor, mailbox_id=known, code="x", verifier="x", redirect_url=BACK, now=now
            ),
        ):
            with pytest.raises(NotAllowedError):
                call()


def test_a_mailbox_that_is_gone_is_not_found(cast, now):
    gone = MailboxId(10**9)
    for call in (
        lambda: set_provider(actor=cast.dante, mailbox_id=gone, values={}, now=now),
        lambda: begin_consent(actor=cast.dante, mailbox_id=gone, redirect_url=BACK),
        lambda: disconnect(actor=cast.dante, mailbox_id=gone, now=now),
    ):
        with pytest.raises(MailboxNotFoundError):
            call()


@pytest.mark.parametrize("name", ["google", "microsoft"])
@pytest.mark.parametrize("way", ["imap", "pop3"])
def test_the_consent_page_of_a_known_provider_is_asked_for_what_lasts(box, cast, now, name, way):
    change_mailbox(actor=cast.dante, mailbox_id=box, values={"fetch_by": way}, now=now)
    values = {"provider": name, "client_id": "ours", "tenant": "acme.test"}
    set_provider(actor=cast.dante, mailbox_id=box, values=values, now=now)
    url = begin_consent(actor=cast.dante, mailbox_id=box, redirect_url=BACK).url
    if name == "google":
        assert url.startswith("https://accounts.google.com/o/oauth2/v2/auth?")
        assert "access_type=offline" in url
        assert "scope=https%3A%2F%2Fmail.google.com%2F+openid+email" in url
    else:
        assert url.startswith("https://login.microsoftonline.com/acme.test/oauth2/v2.0/authorize?")
        right = {"imap": "IMAP", "pop3": "POP"}[way]
        assert f"scope=https%3A%2F%2Foutlook.office.com%2F{right}.AccessAsUser.All+" in url
        assert "SMTP.Send+offline_access" in url
    assert "login_hint=help%40desk.test" in url


def test_every_account_may_sign_in_where_no_tenant_is_named():
    known = providers.provider("microsoft", tenant="")
    assert known is not None
    assert known.token_url == "https://login.microsoftonline.com/common/oauth2/v2.0/token"
