from collections.abc import Mapping
from typing import Any

from tests.api.asking import Operation
from tests.cast import person
from tests.web.world import World

from tridesk.api.ids import Kind, told


def alice(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.PERSON, person(world.cast.alice))}


def address(world: World) -> Mapping[str, Any]:
    return {**alice(world), "address": "alice@acme.test"}


def new(world: World) -> Mapping[str, Any]:
    return {"name": "Zoe Zimmer", "email": "zoe@acme.test", "language": "es"}


def title(world: World) -> Mapping[str, Any]:
    return {"title": "Head of accounting", "role": told(Kind.ROLE, world.role)}


def spanish(world: World) -> Mapping[str, Any]:
    return {"language": "es", "time_zone": "Europe/Madrid"}


def another(world: World) -> Mapping[str, Any]:
    return {"address": "alice.andrade@acme.test"}


def elena(world: World) -> Mapping[str, Any]:
    return {"other": told(Kind.PERSON, person(world.cast.elena))}


def ticket(world: World) -> Mapping[str, Any]:
    return {"ticket": told(Kind.TICKET, world.ticket)}


OPERATIONS = (
    Operation("get_me", "GET", "/me", outsider=200, read_only=200, scopeless=None, sql=5),
    Operation("change_me", "PATCH", "/me", body=spanish, outsider=200, read_only=200),
    Operation("list_people", "GET", "/people", read_only=200, sql=2),
    Operation(
        "list_people", "GET", "/people", query="?q=a&side=requester&active=all&limit=2", read_only=200, sql=2
    ),
    Operation("list_people", "GET", "/people", query="?role=ro_forged", works=422, outsider=422, read_only=422),
    Operation("list_people", "GET", "/people", query="?q=%00", works=422, outsider=422, read_only=422),
    Operation("list_people", "GET", "/people", query="?cursor=forged", works=422, outsider=422, read_only=422),
    Operation("get_person", "GET", "/people/{id}", ids=alice, read_only=200, malformed=404, sql=5),
    Operation("create_person", "POST", "/people", body=new, works=201),
    Operation("change_person", "PATCH", "/people/{id}", ids=alice, body=title, malformed=404),
    Operation(
        "add_person_address", "POST", "/people/{id}/addresses", ids=alice, body=another, works=201, malformed=404
    ),
    Operation(
        "remove_person_address", "DELETE", "/people/{id}/addresses/{address}", ids=address, malformed=404
    ),
    Operation(
        "verify_person_address", "POST", "/people/{id}/addresses/{address}/verify", ids=address, malformed=404
    ),
    Operation(
        "revive_person_address", "POST", "/people/{id}/addresses/{address}/revive", ids=address, read_only=200,
        malformed=404,
    ),
    Operation("merge_person", "POST", "/people/{id}/merge", ids=alice, body=elena, malformed=404),
    Operation("switch_person_off", "POST", "/people/{id}/switch-off", ids=alice, malformed=404),
    Operation("switch_person_on", "POST", "/people/{id}/switch-on", ids=alice, malformed=404),
    Operation(
        "revoke_person_link", "POST", "/people/{id}/links/revoke", ids=alice, body=ticket, outsider=404, malformed=404
    ),
    Operation("get_second_factors", "GET", "/people/{id}/second-factors", ids=alice, malformed=404, sql=5),
    Operation("remove_second_factors", "DELETE", "/people/{id}/second-factors", ids=alice, malformed=404),
)  # fmt: skip
