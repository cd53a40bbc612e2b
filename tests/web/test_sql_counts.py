"""What a page may ask of the database, as a number of statements for the one who may see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.asking import Route, all_routes, client_of, whole
from tests.web.world import World

PAGES = [route for route in all_routes() if route.data is None and route.works == 200]


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.id)
def test_a_page_costs_its_number_of_statements(route: Route, world: World) -> None:
    assert route.sql is not None, "say in the row how many statements this page may cost"
    client, address = client_of(world.someone(route.may)), route.address(world)
    with CaptureQueriesContext(connection) as asked:
        whole(client.get(address))
    told = "\n".join(query["sql"][:150] for query in asked.captured_queries)
    assert len(asked) == route.sql, f"{len(asked)} statements instead of {route.sql}:\n{told}"
