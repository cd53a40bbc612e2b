from typing import Any

from tests.cast import person
from tests.web.asking import GONE, Route
from tests.web.world import World

from tridesk.kernel import clock
from tridesk.webhooks.actions.hooks import NewHook, add_hook


def added(world: World) -> NewHook:
    return add_hook(actor=world.cast.dante, values={"name": "Alerts", "preset": "grafana"}, now=clock.now())


def hook(world: World) -> dict[str, Any]:
    return {"hook_id": added(world).id}


def token(world: World) -> dict[str, Any]:
    return {"token": added(world).token}


def filled(world: World) -> dict[str, Any]:
    return {
        "name": "Alerts",
        "requester": person(world.cast.alice),
        "team": world.cast.first_line,
        "subject": "{{ title }}",
        "key": "{{ id }}",
        "is_active": "on",
    }


def tried(world: World) -> dict[str, Any]:
    return {**filled(world), "do": "try", "sample": '{"title": "The lamp", "id": 7}'}


SENT = {"works": 302, "nobody": 302}
ROUTES = [
    Route("hooks", sql=2),
    Route("hook_new", sql=1),
    Route("hook_new", data=lambda w: {"name": "Alerts", "preset": "zabbix"}),
    Route("hook_new", data=lambda w: {"name": "", "preset": "zabbix"}, works=422, query="?none"),
    Route("hook", values=hook, malformed=GONE, sql=4),
    Route("hook", values=hook, data=filled, **SENT, malformed=GONE),
    Route("hook", values=hook, data=tried, malformed=GONE, query="?try"),
    Route("hook", values=hook, data=lambda w: {**filled(w), "subject": ""}, works=422, malformed=GONE, query="?none"),
    Route("hook_address", values=hook, data=lambda w: {}, malformed=GONE),
    Route("hook_remove", values=hook, data=lambda w: {}, **SENT, malformed=GONE),
    Route(
        "hook_in",
        values=token,
        data=lambda w: {"payload": '{"title": "x"}'},
        may="nobody",
        works=400,
        outsider=400,
        read_only=400,
        nobody=400,
        malformed=404,
        broken={"token": "wrong"},
    ),
]
