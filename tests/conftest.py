"""What every test may ask for: `now`, the `cast`, and a database that is emptied without a trace."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from tests import environment

LONG = ("tests/journeys/", "tests/cli/", "tests/infra/outbox/test_killed.py", "tests/infra/backup/")

_folder = environment.prepare()

import django  # noqa: E402

environment.tune(_folder)
django.setup()

from tests.cast import Cast, hire  # noqa: E402
from tests.replay import replayed, rolls_back  # noqa: E402

pytest_plugins = ["tests.servers.fixtures"]


@pytest.fixture(scope="session")
def database_vendor() -> str:
    """`sqlite` or `postgresql`: what this run is on."""
    return "postgresql" if environment.DATABASE == "postgres" else "sqlite"


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning; actions are handed it, so nothing depends on the day a test runs."""
    return datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_webhook_listens() -> None:
    """Recording an event asks whether a webhook wants it, now and then; a test that adds one is heard at once."""
    from tridesk.webhooks.queries import wanted

    wanted.hold(seconds=3600)


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None, now: datetime) -> Cast:
    """Alice, Bruno, Carla, Dante, Elena and Otto, with their roles, teams and organisations."""
    return replayed("cast", lambda: hire(now=now)) if rolls_back(request) else hire(now=now)


@pytest.fixture
def _django_db_helper(request: pytest.FixtureRequest, _emptied_tables: None, _django_db_helper: None) -> None:
    """pytest-django's own, inside of `_emptied_tables`."""


@pytest.fixture
def _emptied_tables(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Tests that commit end with all tables emptied.

    The audit guard steps aside, then the defaults come back.
    """
    if rolls_back(request):
        yield
        return
    from django.db import connection

    from tridesk.identity.actions.ensure_defaults import ensure_defaults
    from tridesk.infra.guards import drop_audit_guard, raise_audit_guard

    with django_db_blocker.unblock():
        drop_audit_guard(connection)
    yield
    with django_db_blocker.unblock():
        raise_audit_guard(connection)
        ensure_defaults()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Workers prepare an environment of their own.

    With this variable inherited, Django would start before it.
    """
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `postgres` are skipped on SQLite. What takes long comes first in each worker's share."""
    items[:] = spread(items, shares=int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    if environment.DATABASE == "postgres":
        return
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="needs TRIDESK_TEST_DATABASE=postgres"))


def spread(items: Sequence[pytest.Item], *, shares: int) -> list[pytest.Item]:
    """The tests in an order that keeps every worker busy to the end.

    xdist's worksteal cuts the list into as many even shares as there are workers: each gets its part of the long
    files, whole (they start a family or a browser once), and those before the short tests, which are easily moved.
    """
    if shares == 1:
        return list(items)
    files: dict[str, list[pytest.Item]] = {}
    short: list[pytest.Item] = []
    for item in items:
        if item.nodeid.startswith(LONG):
            files.setdefault(item.nodeid.partition("::")[0], []).append(item)
        else:
            short.append(item)
    long: list[list[pytest.Item]] = [[] for _ in range(shares)]
    for number, tests in enumerate(files.values()):
        long[number % shares] += tests
    ordered: list[pytest.Item] = []
    for number, part in enumerate(long):
        room = len(items) * (number + 1) // shares - len(ordered) - len(part)
        ordered += [*part, *short[: max(room, 0)]]
        del short[: max(room, 0)]
    return ordered + short
