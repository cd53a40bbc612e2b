from collections.abc import Mapping
from typing import Any

from tests.api.asking import Operation
from tests.cast import person
from tests.web.world import World

from tridesk.api.ids import Kind, told


def acme(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.ORGANISATION, world.cast.acme)}


def place(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.SITE, world.site)}


def otto_at_acme(world: World) -> Mapping[str, Any]:
    return {**acme(world), "person": told(Kind.PERSON, person(world.cast.otto))}


def alice_at_acme(world: World) -> Mapping[str, Any]:
    return {**acme(world), "person": told(Kind.PERSON, person(world.cast.alice))}


def new(world: World) -> Mapping[str, Any]:
    return {"name": "Contoso", "domains": ["contoso.test"], "notes": "By contract."}


def closed(world: World) -> Mapping[str, Any]:
    return {"colleagues_join": False, "domains": ["acme.test", "acme.example"]}


def site(world: World) -> Mapping[str, Any]:
    return {"name": "Curitiba", "time_zone": "America/Sao_Paulo"}


def moved(world: World) -> Mapping[str, Any]:
    return {"address": "Rua da Praia 10"}


def there(world: World) -> Mapping[str, Any]:
    return {"site": told(Kind.SITE, world.site)}


OPERATIONS = (
    Operation("list_organisations", "GET", "/organisations", read_only=200, sql=2),
    Operation(
        "list_organisations", "GET", "/organisations", query="?q=acme&kind=customer&active=all", read_only=200
    ),
    Operation("get_organisation", "GET", "/organisations/{id}", ids=acme, read_only=200, malformed=404, sql=4),
    Operation("create_organisation", "POST", "/organisations", body=new, works=201),
    Operation("change_organisation", "PATCH", "/organisations/{id}", ids=acme, body=closed, malformed=404),
    Operation("list_members", "GET", "/organisations/{id}/people", ids=acme, read_only=200, malformed=404, sql=5),
    Operation(
        "list_people", "GET", "/people", ids=acme, query="?organisation=or_forged", works=422, outsider=422,
        read_only=422,
    ),
    Operation(
        "set_member", "PUT", "/organisations/{id}/people/{person}", ids=otto_at_acme, body=there, malformed=404
    ),
    Operation("remove_member", "DELETE", "/organisations/{id}/people/{person}", ids=alice_at_acme, malformed=404),
    Operation("get_site", "GET", "/sites/{id}", ids=place, read_only=200, malformed=404, sql=2),
    Operation("create_site", "POST", "/organisations/{id}/sites", ids=acme, body=site, works=201, malformed=404),
    Operation("change_site", "PATCH", "/sites/{id}", ids=place, body=moved, malformed=404),
    Operation("remove_site", "DELETE", "/sites/{id}", ids=place, works=204, malformed=404),
)  # fmt: skip
