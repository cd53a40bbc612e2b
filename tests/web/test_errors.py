"""What went wrong is said as a page, a part of one, or JSON, with its status."""

import json

import pytest
from django.test import Client, RequestFactory
from tests.cast import Cast
from tests.web.asking import client_of

from tridesk.kernel.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from tridesk.web import errors
from tridesk.web.errors import DomainErrorMiddleware


@pytest.mark.parametrize(
    ("error", "status"),
    [(NotFoundError(), 404), (NotAllowedError(), 403), (ConflictError(), 409), (InvalidError(), 400)],
)
def test_a_refusal_becomes_its_status(error: Exception, status: int) -> None:
    request = RequestFactory().get("/", headers={"Accept": "application/json"})
    answer = DomainErrorMiddleware(lambda _: None).process_exception(request, error)  # type: ignore[arg-type, return-value]
    assert answer is not None
    assert answer.status_code == status


def test_other_errors_are_left_to_the_last_resort() -> None:
    assert DomainErrorMiddleware(lambda _: None).process_exception(RequestFactory().get("/"), KeyError()) is None  # type: ignore[arg-type, return-value]


def test_who_may_not_is_told_who_can_help(cast: Cast) -> None:
    answer = client_of(cast.bruno).get("/settings/roles")
    assert (answer.status_code, "Dante Dias" in answer.text) == (403, True)


def test_htmx_is_led_to_the_sign_in_page_as_a_whole() -> None:
    answer = Client().get("/people", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/sign-in")


def test_a_part_of_a_page_is_refused_in_words_at_the_pages_foot(cast: Cast) -> None:
    answer = client_of(cast.bruno).get("/settings/roles", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (403, b"")
    assert "Your role does not allow this" in json.loads(answer.headers["HX-Trigger"])["flash"]["text"]


def test_a_program_that_signed_out_meanwhile_is_told_so() -> None:
    answer = Client().post("/files", headers={"Accept": "application/json"})
    assert (answer.status_code, "no longer signed in" in answer.json()["error"]) == (401, True)


@pytest.mark.django_db
def test_a_page_left_open_for_too_long_says_so() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in", {})
    assert (answer.status_code, "open for too long" in answer.text) == (403, True)


@pytest.mark.django_db
def test_a_fault_of_ours_gets_a_reference_and_no_details(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tridesk.web.views.public.connection", "secret")
    answer = Client(raise_request_exception=False).get("/health")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    assert "secret" not in answer.text


def test_a_broken_error_page_still_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(errors, "problem", broken)
    assert errors.broken(RequestFactory().get("/")).status_code == 500
