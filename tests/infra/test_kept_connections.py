"""A kept connection to PostgreSQL is looked at without a statement, and one that its server ended is made anew."""

import time

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import environment

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(environment.DATABASE != "postgres", reason="PostgreSQL's own"),
    pytest.mark.django_db(transaction=True),
]


def test_a_connection_that_lives_is_usable_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    connection.is_usable()
    monkeypatch.setattr(connection.connection, "cursor", lambda: pytest.fail("asked"))
    assert connection.is_usable()


def test_one_that_its_server_ended_is_not() -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with psycopg.connect(environment.POSTGRES_URL, autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    deadline = time.monotonic() + 5
    while connection.is_usable():
        assert time.monotonic() < deadline
    connection.close()


def test_one_that_rested_asks() -> None:
    connection.ensure_connection()
    connection._asked_at = time.monotonic() - 60
    with CaptureQueriesContext(connection):
        assert connection.is_usable()
