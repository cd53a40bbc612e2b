"""Every address, asked by five: the one who may, an outsider, somebody read-only, nobody, and a broken address."""

import pytest
from django.db import transaction
from tests.web.asking import Route, all_names, all_routes
from tests.web.world import World

ROUTES = all_routes()


def test_every_address_has_a_row() -> None:
    missing = all_names() - {route.name for route in ROUTES}
    assert not missing, f"no row in tests/web/routes for: {', '.join(sorted(missing))}"


def test_every_row_has_an_address() -> None:
    gone = {route.name for route in ROUTES} - all_names()
    assert not gone, f"rows in tests/web/routes for addresses that are gone: {', '.join(sorted(gone))}"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.id)
def test_each_asker_gets_the_answer_that_is_theirs(route: Route, world: World) -> None:
    askers = {
        route.may: route.works,
        **({"otto": route.outsider, "rita": route.read_only} if route.may != "nobody" else {}),
        "nobody": route.works if route.may == "nobody" else route.nobody,
    }
    given = {asker: _status(route, world, asker, route.address(world)) for asker in askers}
    assert given == askers


@pytest.mark.parametrize("route", [r for r in ROUTES if r.malformed], ids=lambda route: route.id)
def test_an_address_that_leads_nowhere_says_so(route: Route, world: World) -> None:
    assert _status(route, world, route.may, route.broken_address(world)) == route.malformed


def _status(route: Route, world: World, asker: str, address: str) -> int:
    """Asked as if it were the first: what it changed is taken back."""
    with transaction.atomic():
        status = route.ask(world, asker, address)
        transaction.set_rollback(True)
    return status
