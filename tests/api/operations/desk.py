from collections.abc import Mapping
from typing import Any

from tests.api.asking import Operation
from tests.cast import person
from tests.web.world import World

from tridesk.api.ids import Kind, told


def specialists(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.TEAM, world.cast.specialists)}


def bruno_there(world: World) -> Mapping[str, Any]:
    return {**specialists(world), "person": told(Kind.PERSON, person(world.cast.bruno))}


def night(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.ROLE, world.role)}


def serial(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.FIELD, world.field)}


def team(world: World) -> Mapping[str, Any]:
    return {"name": "Night"}


def default(world: World) -> Mapping[str, Any]:
    return {"default": True}


def reply(world: World) -> Mapping[str, Any]:
    return {"right": "reply"}


def role(world: World) -> Mapping[str, Any]:
    return {"name": "Weekend", "side": "analyst", "permissions": ["tickets.reply"]}


def more(world: World) -> Mapping[str, Any]:
    return {"permissions": ["tickets.reply", "people.see"]}


def field(world: World) -> Mapping[str, Any]:
    return {"kind": "choice", "names": {"en": "Floor"}, "options": ["Ground", "Second"], "position": 5}


def off(world: World) -> Mapping[str, Any]:
    return {"active": False, "names": {"en": "Serial number"}}


OPERATIONS = (
    Operation("list_teams", "GET", "/teams", query="?archived=true", read_only=200, sql=2),
    Operation("get_team", "GET", "/teams/{id}", ids=specialists, read_only=200, malformed=404, sql=3),
    Operation("create_team", "POST", "/teams", body=team, works=201),
    Operation("change_team", "PATCH", "/teams/{id}", ids=specialists, body=default, malformed=404),
    Operation("archive_team", "POST", "/teams/{id}/archive", ids=specialists, malformed=404),
    Operation("restore_team", "POST", "/teams/{id}/restore", ids=specialists, malformed=404),
    Operation(
        "set_team_member", "PUT", "/teams/{id}/members/{person}", ids=bruno_there, body=reply, malformed=404
    ),
    Operation("remove_team_member", "DELETE", "/teams/{id}/members/{person}", ids=bruno_there, malformed=404),
    Operation("list_roles", "GET", "/roles", read_only=200, sql=3),
    Operation("list_permissions", "GET", "/permissions", outsider=200, read_only=200, sql=1),
    Operation("get_role", "GET", "/roles/{id}", ids=night, read_only=200, malformed=404, sql=3),
    Operation("create_role", "POST", "/roles", body=role, works=201),
    Operation("change_role", "PATCH", "/roles/{id}", ids=night, body=more, malformed=404),
    Operation("remove_role", "DELETE", "/roles/{id}", ids=night, works=204, malformed=404),
    Operation("list_fields", "GET", "/fields", outsider=200, read_only=200, sql=2),
    Operation("get_field", "GET", "/fields/{id}", ids=serial, malformed=404, sql=2),
    Operation("create_field", "POST", "/fields", body=field, works=201),
    Operation("change_field", "PATCH", "/fields/{id}", ids=serial, body=off, malformed=404),
    Operation("list_tags", "GET", "/tags", query="?q=li&limit=5", read_only=200, sql=2),
)  # fmt: skip
