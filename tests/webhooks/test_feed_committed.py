"""Following events over the web while transactions end in another order than they began."""

import threading

import pytest
from django.db import connection, transaction
from tests.api.asking import caller
from tests.cast import Cast
from tests.webhooks.test_feed import opened

from tridesk.identity.types import Scope

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_late_commit_is_not_passed_over(cast: Cast, now, database_vendor: str) -> None:
    client = caller(cast.dante, scopes=(Scope.EVENTS_READ,))
    cursor = client.get("/api/v1/events").json()["next"]
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            opened(cast, now)
            begun.set()
            may_end.wait(20)
        connection.close()

    late = threading.Thread(target=slow)
    got: list[int] = []
    if database_vendor == "postgresql":  # SQLite writes one after the other
        late.start()
        assert begun.wait(20)
    early = opened(cast, now)
    cursor, found = follow(client, cursor)
    got += found
    may_end.set()
    if late.ident:
        late.join()
    _cursor, found = follow(client, cursor)
    got += found
    assert early in got
    assert len(got) == len(set(got)) == (2 if database_vendor == "postgresql" else 1)


def follow(client, cursor: str) -> tuple[str, list[int]]:
    """The numbers of opened tickets from here on."""
    got = []
    while True:
        body = client.get("/api/v1/events", {"cursor": cursor, "type": "ticket.opened"}).json()
        got += [item["data"]["number"] for item in body["items"]]
        cursor = body["next"]
        if not body["more"]:
            return cursor, got
