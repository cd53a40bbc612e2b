"""Every operation, asked by six: the one who may, an outsider, somebody read-only, nobody, without the scope, and an
id that is nobody's."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.api.asking import Operation, all_operations, caller
from tests.web.world import World

from tridesk.api.app import build

OPERATIONS = all_operations()


def told() -> dict[str, tuple[str, str]]:
    """By operationId: method and path, as the docs tell them."""
    paths = build().get_openapi_schema(path_prefix="")["paths"]
    return {
        details["operationId"]: (method.upper(), path)
        for path, methods in paths.items()
        for method, details in methods.items()
    }


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    assert {(row.name, row.method, row.path) for row in OPERATIONS} == {
        (name, method, path) for name, (method, path) in told().items()
    }


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.id)
def test_each_asker_gets_the_answer_that_is_theirs(row: Operation, world: World) -> None:
    askers = {row.may: row.works, "otto": row.outsider, "rita": row.read_only, "nobody": row.nobody}
    given = {asker: _status(row, world, asker, row.address(world)) for asker in askers}
    assert given == askers


@pytest.mark.parametrize("row", [row for row in OPERATIONS if row.malformed], ids=lambda row: row.id)
def test_an_id_that_is_nobodys_says_so(row: Operation, world: World) -> None:
    assert _status(row, world, row.may, row.broken_address(world)) == row.malformed


@pytest.mark.parametrize("row", [row for row in OPERATIONS if row.scopeless], ids=lambda row: row.id)
def test_a_token_without_the_scope_is_refused(row: Operation, world: World) -> None:
    for scope in told_scopes(row.name):
        others = tuple(each for each in type(scope) if scope not in each.covers)
        with transaction.atomic():
            assert row.ask(world, world.someone(row.may), row.address(world), scopes=others) == row.scopeless
            transaction.set_rollback(True)


@pytest.mark.parametrize("row", [row for row in OPERATIONS if row.sql], ids=lambda row: row.id)
def test_an_answer_costs_so_many_statements(row: Operation, world: World) -> None:
    client, address = caller(world.someone(row.may)), row.address(world)
    row.send(client, world, address)
    with CaptureQueriesContext(connection) as seen:
        row.send(client, world, address)
    # the caller's measure is written each few calls, whatever is asked
    asked = [query["sql"] for query in seen if "infra_allowance" not in query["sql"]]
    assert len(asked) == row.sql, "\n".join(asked)


def told_scopes(name: str) -> list:
    from tridesk.identity.types import Scope

    for methods in build().get_openapi_schema(path_prefix="")["paths"].values():
        for details in methods.values():
            if details["operationId"] == name:
                return [Scope(scope) for each in details["security"] for scope in each.get("oauth2", [])]
    return []


def _status(row: Operation, world: World, asker: str, address: str) -> int:
    with transaction.atomic():
        status = row.ask(world, world.someone(asker), address)
        transaction.set_rollback(True)
    return status
