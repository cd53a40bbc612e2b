from collections.abc import Mapping
from typing import Any

from tests.api.asking import Operation
from tests.web.world import World

from tridesk.api.ids import Kind, told
from tridesk.kernel import clock
from tridesk.webhooks.actions.hooks import add_hook


def hook(world: World) -> Mapping[str, Any]:
    made = add_hook(actor=world.cast.dante, values={"name": "Alerts", "preset": "zabbix"}, now=clock.now())
    return {"id": told(Kind.HOOK, made.id)}


def fresh(world: World) -> Mapping[str, Any]:
    return {
        "name": "Alerts",
        "mapping": {"subject": "{{ title }}", "key": "{{ id }}"},
        "requester": told(Kind.PERSON, world.cast.alice.person_id or 0),
        "team": told(Kind.TEAM, world.cast.first_line),
        "signature_header": "X-Signature",
        "secret": "hush",
    }


def changed(world: World) -> Mapping[str, Any]:
    return {"team": None, "active": False, "mapping": {"subject": "{{ other }}"}}


def sample(world: World) -> Mapping[str, Any]:
    return {"sample": '{"trigger_name": "Ping fails", "event_id": 7}'}


def nonsense(world: World) -> Mapping[str, Any]:
    return {"sample": "{"}


OPERATIONS = (
    Operation("list_hooks", "GET", "/hooks", sql=2),
    Operation("get_hook", "GET", "/hooks/{id}", ids=hook, malformed=404, sql=2),
    Operation("create_hook", "POST", "/hooks", body=fresh, works=201),
    Operation("change_hook", "PATCH", "/hooks/{id}", ids=hook, body=changed, malformed=404),
    Operation("delete_hook", "DELETE", "/hooks/{id}", ids=hook, works=204, malformed=404),
    Operation("renew_hook_address", "POST", "/hooks/{id}/address", ids=hook, malformed=404),
    Operation("try_hook", "POST", "/hooks/{id}/trial", ids=hook, body=sample, malformed=404),
    Operation(
        "try_hook", "POST", "/hooks/{id}/trial", query="?nonsense", ids=hook, body=nonsense, works=422, malformed=404
    ),
    Operation("list_hook_calls", "GET", "/hooks/{id}/calls", ids=hook, malformed=404, sql=3),
)
