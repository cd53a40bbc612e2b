"""Who asks is known from one joined query, in their language and zone."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.cast import Cast, person
from tests.web.asking import client_of

from tridesk.identity.actions.switch_off import switch_off
from tridesk.identity.models import Session
from tridesk.identity.types import SYSTEM
from tridesk.infra.client_address import client_ip
from tridesk.kernel import clock


def test_a_signed_in_page_costs_one_statement_for_session_person_and_rights(cast: Cast) -> None:
    client = client_of(cast.carla)
    with CaptureQueriesContext(connection) as asked:
        response = client.get("/settings")
    assert response.wsgi_request.actor.teams == cast.carla.teams
    assert len(asked) == 1
    assert "JOIN identity_role" in asked.captured_queries[0]["sql"]


def test_pages_speak_the_persons_language_and_the_thread_forgets_it(cast: Cast) -> None:
    response = client_of(cast.carla).get("/me")
    assert (response.headers["Content-Language"], 'lang="es"' in response.text) == ("es", True)
    assert (translation.get_language(), timezone.get_current_timezone_name()) == ("en", "UTC")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cookie", "header", "spoken"),
    [("", "es-MX,es;q=0.9", "es"), ("pt-br", "es", "pt-br"), ("xx", "pt-BR", "pt-br"), ("", "fr", "en")],
)
def test_strangers_are_spoken_to_as_they_chose_or_as_their_browser_asks(cookie: str, header: str, spoken: str) -> None:
    client = Client()
    if cookie:
        client.cookies["tridesk_language"] = cookie
    assert client.get("/sign-in", headers={"Accept-Language": header}).headers["Content-Language"] == spoken


def test_somebody_switched_off_is_nobody_at_once(cast: Cast) -> None:
    client = client_of(cast.bruno)
    switch_off(actor=SYSTEM, person_id=person(cast.bruno), now=clock.now())
    assert client.get("/me").headers["Location"].startswith("/sign-in")


def test_an_expired_session_is_nobodys(cast: Cast) -> None:
    client = client_of(cast.bruno)
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    assert client.get("/me").status_code == 302


@pytest.mark.django_db
def test_health_asks_for_no_session(django_assert_num_queries) -> None:
    client = Client()
    client.cookies["tridesk_session"] = "a" * 32
    with django_assert_num_queries(1):
        assert client.get("/health").json() == {"status": "ok"}


def _request(**headers: str) -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", headers=headers)


def test_forwarded_addresses_are_believed_of_a_trusted_proxy_only(monkeypatch: pytest.MonkeyPatch) -> None:
    forwarded = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7"}
    assert client_ip(_request(**forwarded)) == "10.0.0.9"
    monkeypatch.setitem(settings.CONFIG.values, "TRUST_PROXY", True)
    assert client_ip(_request(**forwarded)) == "203.0.113.7"
    assert client_ip(_request(**{"X-Forwarded-For": "<script>"})) == ""


def test_a_view_sees_the_actor_with_where_they_come_from(cast: Cast) -> None:
    client = client_of(cast.bruno)
    response = client.get("/me", REMOTE_ADDR="192.0.2.4")
    assert response.wsgi_request.actor.ip == "192.0.2.4"
    assert isinstance(response, HttpResponse)


def test_all_forms_of_a_page_carry_one_token(cast: Cast) -> None:
    text = client_of(cast.dante).get("/settings/teams").text
    tokens = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', text) + re.findall(
        r'"csrf-token" content="(\w+)"', text
    )
    assert (len(tokens) >= 2, len(set(tokens))) == (True, 1)
