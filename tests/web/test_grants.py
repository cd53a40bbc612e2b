"""Connecting a mailbox by the pages: away to the provider, and back with what it says."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from tests.cast import Cast
from tests.channels.actions.test_grants import ours, started  # noqa: F401 - a fixture
from tests.servers.provider import Provider, browser
from tests.web.asking import client_of

from tridesk.channels.actions.grants import set_provider
from tridesk.channels.actions.mailboxes import add_mailbox
from tridesk.channels.models import MailboxGrant
from tridesk.kernel.ids import MailboxId

pytestmark = pytest.mark.django_db
BACK = "/settings/mailboxes/consented"


@pytest.fixture
def provider(started: Provider) -> Provider:  # noqa: F811
    started.forget_orders()
    return started


@pytest.fixture
def box(cast: Cast, provider: Provider, now: datetime) -> MailboxId:
    made = add_mailbox(actor=cast.dante, values={"address": "help@desk.test", "fetch_user": "help@desk.test"}, now=now)
    set_provider(actor=cast.dante, mailbox_id=made, values=ours(provider), now=now)
    return made


@pytest.fixture
def dante(cast: Cast) -> Client:
    return client_of(cast.dante)


def gone_to(client: Client, mailbox: MailboxId) -> str:
    """The provider's address that "Connect" leads to."""
    answer = client.post(f"/settings/mailboxes/{mailbox}/connect")
    assert answer.status_code == 200
    url = answer.headers["Refresh"].removeprefix("0; url=")
    assert url.replace("&", "&amp;") in answer.text
    return url


def came_back(client: Client, said: dict[str, str]) -> str:
    answer = client.get(BACK, said, follow=True)
    assert answer.status_code == 200
    return answer.text


def test_a_mailbox_is_connected_and_disconnected(dante: Client, box: MailboxId) -> None:
    page = f"/settings/mailboxes/{box}"
    shown = dante.get(page).text
    assert f"{settings.CONFIG.public_url}{BACK}" in shown
    assert "Nobody has consented yet" in shown
    url = gone_to(dante, box)
    assert parse_qs(urlsplit(url).query)["redirect_uri"] == [f"{settings.CONFIG.public_url}{BACK}"]
    text = came_back(dante, browser(url))
    assert "help@desk.test consented." in text
    assert "Connect again" in text
    text = dante.post(f"{page}/disconnect", follow=True).text
    assert "Nobody has consented yet" in text


def test_a_state_is_good_once_in_its_session_and_for_an_hour(
    dante: Client, box: MailboxId, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = browser(gone_to(dante, box))
    assert "This answer belongs to no try" in came_back(client_of(cast.dante), said)
    assert not MailboxGrant.objects.exclude(refresh_secret="").exists()
    assert "consented." in came_back(dante, said)
    assert "This answer belongs to no try" in came_back(dante, said)
    later = browser(gone_to(dante, box))
    monkeypatch.setattr("tridesk.web.views.settings_grants._GOOD_FOR", -1)
    assert "This answer belongs to no try" in came_back(dante, later)


def test_two_windows_may_connect_at_once(dante: Client, box: MailboxId) -> None:
    first, second = gone_to(dante, box), gone_to(dante, box)
    for url in (second, first):
        assert "consented." in came_back(dante, browser(url))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"error": "access_denied", "error_description": "No <b>way</b>"}, "told not to allow it"),
        ({"error": "server_error"}, "The provider refused."),
        ({"code": "forged"}, "did not accept its own answer"),
        ({}, "did not accept its own answer"),
    ],
)
def test_what_the_provider_refuses_is_said_in_words(
    dante: Client, box: MailboxId, said: dict[str, str], words: str
) -> None:
    state = parse_qs(urlsplit(gone_to(dante, box)).query)["state"][0]
    text = came_back(dante, {**said, "state": state})
    assert words in text
    assert "<b>way</b>" not in text


def test_a_broken_consent_is_on_the_page_and_on_the_list(dante: Client, box: MailboxId, now: datetime) -> None:
    MailboxGrant.objects.filter(pk=box).update(broken_since=now, error="invalid_grant revoked", refresh_secret="x")
    text = dante.get(f"/settings/mailboxes/{box}").text
    assert "The provider no longer accepts the consent" in text
    assert "invalid_grant revoked" in text
    assert "The provider no longer accepts the consent" in dante.get("/settings/mailboxes").text


def test_who_we_are_is_saved_and_what_is_wrong_stands_at_its_field(dante: Client, box: MailboxId) -> None:
    page = f"/settings/mailboxes/{box}"
    wrong = {
        "provider": "other",
        "client_id": "x",
        "authorize_url": "http://id.example/",
        "token_url": "https://id.example/",
    }
    answer = dante.post(f"{page}/provider", wrong)
    assert (answer.status_code, "begins with https://" in answer.text) == (422, True)
    dante.post(
        f"{page}/provider",
        {"provider": "microsoft", "client_id": "ours", "client_secret": "hush", "tenant": "acme.test"},
    )
    text = dante.get(page).text
    assert "Sign in at Microsoft" in text
    assert 'value="outlook.office365.com"' in text
    assert "hush" not in text


def test_a_mailbox_with_a_password_is_asked_for_no_provider(dante: Client, cast: Cast, now: datetime) -> None:
    made = add_mailbox(actor=cast.dante, values={"address": "plain@desk.test"}, now=now)
    assert "redirect URI" not in dante.get(f"/settings/mailboxes/{made}").text
    answer = dante.post(f"/settings/mailboxes/{made}/connect", follow=True)
    assert "Save who we are at the provider first." in answer.text
