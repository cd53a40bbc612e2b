"""The protocol's addresses and the page of consent: what is led where, who is believed, what the world may not do."""

import base64
import re
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from tests.cast import Cast, person
from tests.web.asking import client_of

from tridesk.identity import actions
from tridesk.identity.actions.add_application import Registered, add_application
from tridesk.identity.actions.change_application import change_application
from tridesk.identity.actions.issue_token import issue_token
from tridesk.identity.actions.switch_off_application import switch_off_application
from tridesk.identity.models import AccessToken, AuthorizationCode, Consent
from tridesk.infra import allowance
from tridesk.infra.public_ids import public_id

BACK = "https://app.test/back?tenant=1"
VERIFIER = "a-long_verifier.of~unreserved-characters-0123"
CHALLENGE = create_s256_code_challenge(VERIFIER)


@pytest.fixture(autouse=True)
def _nothing_taken() -> None:
    allowance._shares.clear()


@pytest.fixture
def app(cast: Cast, now: datetime) -> Registered:
    return registered(cast, now)


@pytest.fixture
def phone(cast: Cast, now: datetime) -> Registered:
    """A public one."""
    return registered(cast, now, public=True)


def registered(cast: Cast, now: datetime, *, public: bool = False) -> Registered:
    return add_application(
        actor=cast.dante,
        name="Plan<b>ner",
        public=public,
        redirect_uris=[BACK, "http://127.0.0.1/back"],
        scopes=["tickets:read", "tickets:write"],
        acts_as=None if public else person(cast.bruno),
        now=now,
    )


def address(app: Registered, **other: str | None) -> str:
    values = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": BACK,
        "scope": "tickets:read",
        "state": "s p&c",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **other,
    }
    return "/oauth/authorize?" + urlencode({key: value for key, value in values.items() if value is not None})


def led_to(page: HttpResponse) -> tuple[str, dict[str, str]]:
    """Where the page leads on, and with what answer."""
    assert page.status_code == 200, page.content
    target = page.headers["Refresh"].removeprefix("0; url=")
    assert target in unescape(page.text), "a link for who is not taken there"
    parts = urlsplit(target)
    return target.partition("?")[0], dict(parse_qsl(parts.query))


def allow(client: Client, address: str, *, scopes: str = "tickets:read") -> HttpResponse:
    return client.post(address, {"answer": "allow", "scopes": scopes})


def code(client: Client, app: Registered, **other: str | None) -> str:
    return led_to(allow(client, address(app, **other)))[1]["code"]


def ask(path: str, app: Registered | None = None, *, basic: str | None = None, **values: str) -> Any:
    headers = {}
    if app is not None and app.secret and basic is None:
        basic = f"{app.client_id}:{app.secret}"
    if basic:
        headers["Authorization"] = "Basic " + base64.b64encode(basic.encode()).decode()
    return Client().post(
        f"/oauth/{path}", urlencode(values), content_type="application/x-www-form-urlencoded", headers=headers
    )


def exchanged(app: Registered, code: str, **other: str) -> Any:
    values = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    if not app.secret:
        values["client_id"] = app.client_id
    return ask("token", app, **{**values, **other})


def tickets(token: str) -> int:
    return Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/tickets").status_code


# The page ------------------------------------------------------------------------------------------------------------


def test_the_page_says_who_asks_for_what_and_as_whom(cast: Cast, app: Registered) -> None:
    page = client_of(cast.bruno).get(address(app))
    text = unescape(page.text)
    assert "Plan<b>ner" in text
    assert "Plan<b>ner" not in page.text
    for said in ("Bruno Bianchi", "bruno@desk.test", "Read your tickets", "https://app.test/back"):
        assert said in text
    assert "in your name" in text
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert not AuthorizationCode.objects.exists()


def test_who_is_not_signed_in_signs_in_and_comes_back(app: Registered) -> None:
    page = Client().get(address(app))
    assert page.status_code == 302
    assert dict(parse_qsl(urlsplit(page.headers["Location"]).query))["next"] == address(app)


def test_a_yes_leads_back_with_a_code_the_state_and_who_we_are(cast: Cast, app: Registered) -> None:
    where, answer = led_to(allow(client_of(cast.bruno), address(app)))
    assert where == "https://app.test/back"
    assert answer.keys() == {"tenant", "code", "state", "iss"}
    assert (answer["tenant"], answer["state"], answer["iss"]) == ("1", "s p&c", settings.CONFIG.public_url)


def test_a_no_leads_back_too(cast: Cast, app: Registered) -> None:
    _where, answer = led_to(client_of(cast.bruno).post(address(app), {"answer": "deny"}))
    assert (answer["error"], answer["state"], "code" in answer) == ("access_denied", "s p&c", False)
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    "other",
    [
        {"client_id": "nobody"},
        {"client_id": "\x00"},
        {"client_id": None},
        {"redirect_uri": "https://evil.test/"},
        {"redirect_uri": BACK + "&x=1"},
        {"redirect_uri": "https://app.test/back"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": None},
    ],
)
def test_nobody_is_led_to_an_address_that_is_not_registered(
    cast: Cast, app: Registered, other: dict[str, str | None]
) -> None:
    for client in (client_of(cast.bruno), Client()):
        for page in (client.get(address(app, **other)), allow(client, address(app, **other))):
            assert page.status_code == 400
            assert not {"Location", "Refresh"} & page.headers.keys()
            assert "evil.test" not in page.text


def test_a_parameter_that_is_there_twice_is_not_believed(cast: Cast, app: Registered) -> None:
    client = client_of(cast.bruno)
    for twice in ("client_id=x", "redirect_uri=https%3A%2F%2Fevil.test"):
        assert client.get(f"{address(app)}&{twice}").status_code == 400
    assert led_to(client.get(f"{address(app)}&scope=tickets:write"))[1]["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"request": "x"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"scope": "audit:read"}, "invalid_scope"),
        ({"scope": "nonsense \x00"}, "invalid_scope"),
    ],
)
def test_what_else_is_wrong_the_program_is_told(
    cast: Cast, app: Registered, other: dict[str, str | None], error: str
) -> None:
    client = client_of(cast.bruno)
    for page in (client.get(address(app, **other)), allow(client, address(app, **other))):
        where, answer = led_to(page)
        assert (where, answer["error"], answer["state"]) == ("https://app.test/back", error, "s p&c")
        assert answer["iss"] == settings.CONFIG.public_url
    assert not AuthorizationCode.objects.exists()


def test_a_program_on_ones_own_machine_listens_at_any_port(cast: Cast, phone: Registered) -> None:
    wanted = "http://127.0.0.1:53682/back"
    page = allow(client_of(cast.alice), address(phone, redirect_uri=wanted, state=None))
    where, answer = led_to(page)
    assert (where, "state" in answer) == (wanted, False)
    assert exchanged(phone, answer["code"], redirect_uri="http://127.0.0.1:1/back").status_code == 400
    assert exchanged(phone, answer["code"], redirect_uri=wanted).status_code == 200


def test_another_site_s_form_is_not_taken(cast: Cast, app: Registered) -> None:
    client = client_of(cast.bruno)
    client.handler.enforce_csrf_checks = True
    assert allow(client, address(app)).status_code == 403
    page = client.get(address(app))
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text))
    sent = {"answer": "allow", "scopes": "tickets:read", "csrfmiddlewaretoken": token}
    assert "code" in led_to(client.post(address(app), sent))[1]


def test_a_program_with_a_secret_is_not_asked_about_again(cast: Cast, app: Registered) -> None:
    client = client_of(cast.bruno)
    code(client, app)
    assert "code" in led_to(client.get(address(app)))[1]
    for other in ({"scope": "tickets:write"}, {"scope": None}, {"prompt": "consent"}):
        assert "Refresh" not in client.get(address(app, **other)).headers
    assert "Refresh" not in client_of(cast.otto).get(address(app)).headers


def test_anybody_could_say_to_be_a_public_one_so_people_look_each_time(cast: Cast, phone: Registered) -> None:
    client = client_of(cast.bruno)
    code(client, phone)
    page = client.get(address(phone))
    assert "Refresh" not in page.headers
    assert "You allowed this program before" in page.text


def test_only_what_was_shown_is_allowed(cast: Cast, app: Registered, now: datetime) -> None:
    client, wish = client_of(cast.bruno), address(app, scope=None)
    client.get(wish)
    change_application(
        actor=cast.dante, application_id=app.id, name="P", redirect_uris=[BACK], scopes=["audit:read"],
        acts_as=person(cast.bruno), now=now,
    )  # fmt: skip
    page = allow(client, wish, scopes="tickets:read tickets:write")
    assert "Refresh" not in page.headers
    assert "Read the audit trail" in page.text
    assert "code" in led_to(allow(client, wish, scopes="audit:read"))[1]


def test_a_program_that_is_off_asks_nobody(cast: Cast, app: Registered, now: datetime) -> None:
    switch_off_application(actor=cast.dante, application_id=app.id, now=now)
    assert client_of(cast.bruno).get(address(app)).status_code == 400


def test_who_came_by_a_link_is_nobody_here(cast: Cast, app: Registered, now: datetime) -> None:
    link = actions.grant_link(person=person(cast.alice), subject="ticket:1", now=now, days=90)
    client = Client()
    client.get(f"/t/{link}")
    assert client.get(address(app)).status_code == 302


# Programs ------------------------------------------------------------------------------------------------------------


def test_a_code_becomes_tokens_that_open_the_api(cast: Cast, app: Registered) -> None:
    answer = exchanged(app, code(client_of(cast.bruno), app))
    told = answer.json()
    assert answer.status_code == 200
    assert told.keys() == {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 3600, "tickets:read")
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")
    assert tickets(told["access_token"]) == 200
    again = ask("token", app, grant_type="refresh_token", refresh_token=told["refresh_token"]).json()
    assert (tickets(told["access_token"]), tickets(again["access_token"])) == (401, 200)
    stolen = ask("token", app, grant_type="refresh_token", refresh_token=told["refresh_token"])
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert tickets(again["access_token"]) == 401, "nobody knows who the thief is"


def test_a_public_one_proves_itself_by_its_verifier_alone(cast: Cast, phone: Registered) -> None:
    given = code(client_of(cast.alice), phone)
    assert exchanged(phone, given, code_verifier="b" * 43).status_code == 400
    told = exchanged(phone, given).json()
    renewed = ask("token", grant_type="refresh_token", refresh_token=told["refresh_token"], client_id=phone.client_id)
    assert renewed.status_code == 200
    assert ask("revoke", token=renewed.json()["refresh_token"], client_id=phone.client_id).status_code == 200
    assert tickets(renewed.json()["access_token"]) == 401


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"basic": "{id}:wrong"}, 401, "invalid_client"),
        ({"basic": "{id}:"}, 401, "invalid_client"),
        ({"basic": "nobody:{secret}"}, 401, "invalid_client"),
        ({"basic": "no colon"}, 401, "invalid_client"),
        ({"basic": "", "client_id": "{id}"}, 401, "invalid_client"),
        ({"basic": "", "client_id": "{id}", "client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": "{secret}"}, 400, "invalid_request"),
        ({"client_id": "other"}, 400, "invalid_request"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "\x00ä"}, 400, "unsupported_grant_type"),
        ({"code": ""}, 400, "invalid_request"),
        ({"code": "\x00"}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_request"),
        ({"code_verifier": "short"}, 400, "invalid_request"),
        ({"code_verifier": "b" * 43}, 400, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1/back"}, 400, "invalid_grant"),
        ({"redirect_uri": ""}, 400, "invalid_request"),
    ],
)
def test_who_proves_nothing_gets_nothing(
    cast: Cast, app: Registered, change: dict[str, str], status: int, error: str
) -> None:
    filled = {key: value.format(id=app.client_id, secret=app.secret) for key, value in change.items()}
    answer = exchanged(app, **{"code": code(client_of(cast.bruno), app), **filled})
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert not AccessToken.objects.exists()
    if status == 401 and filled.get("basic"):
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_the_secret_may_come_in_the_form(cast: Cast, app: Registered) -> None:
    given = code(client_of(cast.bruno), app)
    answer = exchanged(app, given, basic="", client_id=app.client_id, client_secret=app.secret)
    assert answer.status_code == 200


def test_only_forms_are_read_and_only_posted_ones(app: Registered) -> None:
    assert Client().post("/oauth/token", {"a": 1}, content_type="application/json").status_code == 400
    assert Client().get("/oauth/token").status_code == 405
    twice = Client().post("/oauth/token", "grant_type=a&grant_type=b", content_type="application/x-www-form-urlencoded")
    assert (twice.status_code, twice.json()["error"]) == (400, "invalid_request")
    broken = Client().post(
        "/oauth/token", "grant_type=x", content_type="application/x-www-form-urlencoded",
        headers={"Authorization": "Basic /w=="},
    )  # fmt: skip
    assert broken.status_code in (400, 401)


def test_a_machine_gets_a_token_for_itself(cast: Cast, app: Registered, phone: Registered) -> None:
    told = ask("token", app, grant_type="client_credentials", scope="tickets:read").json()
    assert told.keys() == {"access_token", "token_type", "expires_in", "scope"}
    assert tickets(told["access_token"]) == 200
    refused = ask("token", grant_type="client_credentials", client_id=phone.client_id)
    assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")
    wide = ask("token", app, grant_type="client_credentials", scope="audit:read")
    assert (wide.status_code, wide.json()["error"]) == (400, "invalid_scope")


def test_a_program_asks_about_its_own_tokens(cast: Cast, app: Registered, phone: Registered, now: datetime) -> None:
    told = exchanged(app, code(client_of(cast.bruno), app)).json()
    state = ask("introspect", app, token=told["access_token"]).json()
    assert (state["active"], state["scope"], state["client_id"]) == (True, "tickets:read", app.client_id)
    assert (state["sub"], state["exp"] - state["iat"]) == (public_id("pe", person(cast.bruno)), 3600)
    assert ask("introspect", app, token=told["refresh_token"]).json()["active"] is True
    mine = issue_token(actor=cast.bruno, name="x", scopes=["tickets:read"], expires_at=None, now=now)
    for other in ("nonsense", "\x00", mine.token):
        assert ask("introspect", app, token=other).json() == {"active": False}
    assert ask("introspect", token=told["access_token"], client_id=phone.client_id).status_code == 401
    assert ask("introspect", token=told["access_token"]).status_code == 401
    assert ask("revoke", app, token=told["access_token"]).status_code == 200
    assert ask("revoke", app, token=told["access_token"]).status_code == 200
    assert ask("revoke", app, token=mine.token).status_code == 400
    assert ask("introspect", app, token=told["refresh_token"]).json() == {"active": False}
    assert tickets(mine.token) == 200


def test_too_many_calls_wait(app: Registered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tridesk.web.oauth_clients.ADDRESS", allowance.Policy(3, 60))
    answers = [ask("token", app, grant_type="client_credentials") for _ in range(5)]
    assert [answer.status_code for answer in answers][-1] == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_too_many_codes_wait_too(cast: Cast, app: Registered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tridesk.web.oauth_clients.CLIENT", allowance.Policy(2, 60))
    answers = [allow(client_of(cast.bruno), address(app)) for _ in range(4)]
    assert (answers[-1].status_code, "Retry-After" in answers[-1].headers) == (429, True)


def test_the_metadata_is_valid_and_true(client: Client) -> None:
    told = client.get("/.well-known/oauth-authorization-server").json()
    valid = AuthorizationServerMetadata({**told, "issuer": "https://desk.test"})
    for name in ("issuer", "response_types_supported", "grant_types_supported", "code_challenge_methods_supported"):
        getattr(valid, f"validate_{name}")()
    assert told["issuer"] == settings.CONFIG.public_url
    assert told["authorization_response_iss_parameter_supported"] is True
    for name in ("authorization", "token", "revocation", "introspection"):
        assert told[f"{name}_endpoint"].startswith(settings.CONFIG.public_url)
        assert client.get(urlsplit(told[f"{name}_endpoint"]).path).status_code in (400, 405)
