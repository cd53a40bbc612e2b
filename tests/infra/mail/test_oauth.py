"""The conversation with a provider, against a small one of our own."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.servers.ports import claim
from tests.servers.provider import CLIENT, SECRET, Order, Provider, browser

from tridesk.infra.mail import oauth
from tridesk.infra.mail.id_token import who_consented
from tridesk.infra.mail.oauth import OAuthClient, OAuthError, Trouble

BACK = "https://desk.test/settings/mailboxes/consented"


@pytest.fixture(scope="module")
def started() -> Iterator[Provider]:
    provider = Provider(claim())
    yield provider
    provider.close()


@pytest.fixture
def provider(started: Provider) -> Provider:
    started.forget_orders()
    return started


@pytest.fixture
def client(provider: Provider) -> OAuthClient:
    return OAuthClient(
        client_id=CLIENT,
        client_secret=SECRET,
        authorize_url=f"{provider.address}/authorize",
        token_url=f"{provider.address}/token",
        scope="mail offline_access",
        redirect_url=BACK,
        extra={"login_hint": "help@desk.test"},
    )


def trouble(client: OAuthClient, token: str = "x") -> OAuthError:
    with pytest.raises(OAuthError) as caught:
        oauth.refresh(client, token=token)
    return caught.value


@pytest.mark.parametrize("in_form", [True, False])
def test_a_consent_becomes_tokens_that_can_be_refreshed(provider: Provider, client: OAuthClient, in_form: bool) -> None:
    client = replace(client, secret_in_form=in_form)
    consent = oauth.begin(client)
    back = browser(consent.url)
    assert back["state"] == consent.state
    tokens = oauth.redeem(client, code=back["code"], verifier=consent.verifier)
    assert (tokens.account, tokens.seconds) == ("help@desk.test", 3600)
    fresh = oauth.refresh(client, token=tokens.refresh)
    assert fresh.access != tokens.access
    assert fresh.refresh not in ("", tokens.refresh)
    assert provider.ways == {"form" if in_form else "basic": 2}


def test_a_code_is_worth_nothing_without_its_verifier_or_twice(client: OAuthClient) -> None:
    consent, other = oauth.begin(client), oauth.begin(client)
    code = browser(consent.url)["code"]
    for verifier in (other.verifier, consent.verifier):
        with pytest.raises(OAuthError) as caught:
            oauth.redeem(client, code=code, verifier=verifier)
        assert caught.value.trouble is Trouble.GRANT


def test_each_try_has_its_own_state_and_no_secret_is_in_its_address(client: OAuthClient) -> None:
    one, other = oauth.begin(client), oauth.begin(client)
    assert one.state != other.state
    assert len(one.state) >= 43
    assert one.verifier not in one.url
    assert SECRET not in one.url
    asked = parse_qs(urlsplit(one.url).query)
    assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
    assert (asked["scope"], asked["redirect_uri"]) == (["mail offline_access"], [BACK])


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (Order.error("invalid_grant", "revoked"), Trouble.GRANT),
        (Order.error("interaction_required", "AADSTS50076"), Trouble.GRANT),
        (Order.error("invalid_client", "AADSTS7000222: expired", 401), Trouble.CLIENT),
        (Order.error("invalid_scope"), Trouble.REFUSED),
        (Order.error("temporarily_unavailable"), Trouble.PASSING),
        (Order(500, "<h1>Oops</h1>"), Trouble.PASSING),
        (Order(503, ""), Trouble.PASSING),
        (Order(429, "slow down"), Trouble.PASSING),
        (Order(404, "nothing here"), Trouble.REFUSED),
        (Order(302, ""), Trouble.REFUSED),
        (Order(200, "<html>a portal</html>"), Trouble.REFUSED),
        (Order(200, "[]"), Trouble.REFUSED),
        (Order(200, json.dumps({"access_token": "x", "token_type": "mac"})), Trouble.REFUSED),
        (Order(200, json.dumps({"access_token": "x", "junk": "y" * 300_000})), Trouble.REFUSED),
    ],
)
def test_what_is_wrong_is_told_apart(provider: Provider, client: OAuthClient, order: Order, why: Trouble) -> None:
    provider.orders.append(order)
    error = trouble(client, token="secret-token")
    assert error.trouble is why
    assert "secret-token" not in f"{error}{error!r}"
    assert len(error.detail) <= 500


def test_a_slow_or_absent_provider_is_not_waited_for(
    provider: Provider, client: OAuthClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oauth, "READ_SECONDS", 0.05)
    provider.orders.append(Order(0, wait=0.3))
    assert trouble(client).trouble is Trouble.PASSING
    assert trouble(replace(client, token_url=f"http://127.0.0.1:{claim()}/")).trouble is Trouble.PASSING


def test_an_answer_that_drips_has_an_end(client: OAuthClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oauth, "ALL_SECONDS", -1)
    assert trouble(client).trouble is Trouble.PASSING


def test_a_token_without_an_end_or_a_new_refresh_token_is_fine(provider: Provider, client: OAuthClient) -> None:
    provider.orders.append(Order(200, json.dumps({"access_token": "x", "expires_in": "soon"})))
    tokens = oauth.refresh(client, token="x")
    assert (tokens.access, tokens.refresh, tokens.seconds, tokens.account) == ("x", "", None, "")


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://id.example/token", True),
        ("http://localhost:8080/token", True),
        ("http://id.example/token", False),
        ("https://user:word@id.example/", False),
        ("https:///token", False),
        ("ftp://id.example/", False),
        ("javascript:alert(1)", False),
        ("https://[x/", False),
        ("", False),
    ],
)
def test_secrets_go_by_tls_or_stay_on_the_machine(url: str, safe: bool) -> None:
    assert oauth.is_safe(url) is safe


CLAIMS = st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())


@given(st.none() | st.integers() | st.text() | st.tuples(CLAIMS, st.text() | CLAIMS, CLAIMS).map(".".join))
def test_no_id_token_is_too_odd(token: object) -> None:
    assert isinstance(who_consented(token), str)


def test_a_file_of_authorities_that_is_missing_is_told(client: OAuthClient, tmp_path: Path) -> None:
    assert "missing.pem" in trouble(replace(client, ca_file=tmp_path / "missing.pem")).detail
