"""A call with a token goes the short way, and its answer is as safe as any other."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tridesk.bootstrap import wsgi


@pytest.fixture(autouse=True)
def _connections_stay() -> Iterator[None]:
    """As in Django's own test client: the test's transaction is on this connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(path: str, **more: str) -> dict[str, str]:
    told: dict[str, Any] = {}
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http",
        **more,
    }  # fmt: skip

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        told.update({name.lower(): value for name, value in headers}, status=status[:3])

    answer: Any = wsgi.application(environ, start)
    told["body"] = b"".join(answer)
    answer.close()
    return told


@pytest.mark.django_db
def test_the_short_way_is_as_safe_as_the_long_one() -> None:
    long = ask("/api/v1/tickets")
    short = ask("/api/v1/tickets", HTTP_AUTHORIZATION="Bearer nonsense")
    assert (long["status"], short["status"]) == ("401", "401")
    for name in set(long) - {"body", "status", "vary", "content-length"}:
        assert short.get(name) == long[name], name
    assert int(short["content-length"]) == len(short["body"])


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused_on_the_short_way() -> None:
    assert ask("/api/v1/tickets", HTTP_HOST="evil.test", HTTP_AUTHORIZATION="Bearer x")["status"] == "400"


@pytest.mark.django_db
def test_a_page_is_never_on_the_short_way() -> None:
    assert ask("/tickets", HTTP_AUTHORIZATION="Bearer x")["status"] == "302"
