from typing import Any

from tests.web.asking import GONE, Route
from tests.web.world import World


def specialists(world: World) -> dict[str, Any]:
    return {"team_id": world.cast.specialists}


def night(world: World) -> dict[str, Any]:
    return {"role_id": world.role}


SENT = {"works": 302, "nobody": 302}
ROUTES = [
    Route("teams", read_only=200, sql=2),
    Route("team_new", sql=1),
    Route("team_new", data=lambda w: {"name": "Nets"}, **SENT),
    Route("team", values=specialists, read_only=200, malformed=GONE, sql=3),
    Route("team", values=specialists, data=lambda w: {"name": "Nets"}, **SENT, malformed=GONE),
    Route(
        "team_member",
        values=specialists,
        data=lambda w: {"person": w.cast.bruno.person_id, "right": "see"},
        **SENT,
        malformed=GONE,
    ),
    Route(
        "team_member",
        may="carla",
        values=specialists,
        data=lambda w: {"person": w.cast.bruno.person_id, "right": "reply"},
        **SENT,
    ),
    Route("team_default", values=specialists, data=lambda w: {}, **SENT, malformed=GONE),
    Route("team_archive", values=specialists, data=lambda w: {}, **SENT, malformed=GONE),
    Route("team_restore", values=specialists, data=lambda w: {}, **SENT, malformed=GONE),
    Route("roles", sql=3),
    Route("role_new", sql=1),
    Route("role_new", data=lambda w: {"name": "Day", "side": "analyst"}, **SENT),
    Route("role", values=night, malformed=GONE, sql=3),
    Route(
        "role", values=night, data=lambda w: {"name": "Day", "permissions": ["tickets.reply"]}, **SENT, malformed=GONE
    ),
    Route("role_remove", values=night, data=lambda w: {}, **SENT, malformed=GONE),
]
