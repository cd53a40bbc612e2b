"""The first administrator comes by a link that is good once."""

import re

import pytest
from django.test import Client
from tests.cast import Cast

from tridesk.web import setup
from tridesk.web.setup import setup_link

GIVEN = {
    "name": "Dora",
    "email": "Dora@desk.test",
    "password": "a long enough one",
    "language": "pt-br",
    "time_zone": "America/Recife",
}


def path_of(link: str | None) -> str:
    assert link is not None
    return re.sub(r"^https?://[^/]+", "", link)


@pytest.mark.django_db
def test_the_link_makes_an_administrator_who_can_sign_in() -> None:
    path, client = path_of(setup_link()), Client()
    assert client.get(path).status_code == 200
    assert client.post(path, GIVEN).headers["Location"] == "/sign-in"
    answer = client.post("/sign-in", {"login": "dora@desk.test", "password": GIVEN["password"]})
    assert answer.headers["Location"] == "/inbox"
    assert client.get("/settings/roles").status_code == 200


@pytest.mark.django_db
def test_the_link_is_good_once() -> None:
    path = path_of(setup_link())
    Client().post(path, GIVEN)
    assert Client().get(path).status_code == 404
    assert Client().post(path, {**GIVEN, "email": "eve@desk.test"}).status_code == 404


@pytest.mark.django_db
def test_a_weak_password_makes_nobody() -> None:
    path = path_of(setup_link())
    answer = Client().post(path, {**GIVEN, "password": "1234567890"})
    assert (answer.status_code, setup_link() is not None) == (422, True)
    assert 'value="Dora"' in answer.text


def test_there_is_no_link_once_there_is_an_administrator(cast: Cast) -> None:
    assert setup_link() is None


@pytest.mark.django_db
def test_a_link_of_yesterday_and_a_forged_one_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    path = path_of(setup_link())
    assert Client().get("/setup/forged").status_code == 404
    monkeypatch.setattr(setup, "MAX_AGE", -1)
    assert Client().get(path).status_code == 404
