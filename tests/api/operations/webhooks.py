from collections.abc import Mapping
from typing import Any

from tests.api.asking import Operation
from tests.web.world import World

from tridesk.api.ids import Kind, told
from tridesk.kernel import clock
from tridesk.kernel.ids import WebhookId
from tridesk.webhooks.actions.redeliver import send_test
from tridesk.webhooks.actions.webhooks import add_webhook


def added(world: World) -> WebhookId:
    values = {"name": "Chat", "url": "https://93.184.215.14/in", "events": ["ticket.*"]}
    return add_webhook(actor=world.cast.dante, values=values, now=clock.now()).id


def webhook(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.WEBHOOK, added(world))}


def delivery(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.DELIVERY, send_test(actor=world.cast.dante, webhook_id=added(world), now=clock.now()))}


def fresh(world: World) -> Mapping[str, Any]:
    return {
        "name": "Chat",
        "url": "https://93.184.215.14/in",
        "events": ["ticket.opened", "person.*"],
        "conditions": [{"field": "subject", "operator": "contains", "value": "lift"}],
        "teams": [told(Kind.TEAM, world.cast.first_line)],
        "headers": {"X-Own": "1"},
    }


def inward(world: World) -> Mapping[str, Any]:
    return {"name": "Inward", "url": "http://127.0.0.1/"}


def off(world: World) -> Mapping[str, Any]:
    return {"active": False, "headers": {"x-own": None}}


OPERATIONS = (
    Operation("list_webhooks", "GET", "/webhooks", sql=2),
    Operation("get_webhook", "GET", "/webhooks/{id}", ids=webhook, malformed=404, sql=2),
    Operation("create_webhook", "POST", "/webhooks", body=fresh, works=201),
    Operation("create_webhook", "POST", "/webhooks", query="?inward", body=inward, works=422),
    Operation("change_webhook", "PATCH", "/webhooks/{id}", ids=webhook, body=off, malformed=404),
    Operation("delete_webhook", "DELETE", "/webhooks/{id}", ids=webhook, works=204, malformed=404),
    Operation("rotate_webhook_secret", "POST", "/webhooks/{id}/secret", ids=webhook, malformed=404),
    Operation("test_webhook", "POST", "/webhooks/{id}/test", ids=webhook, works=202, malformed=404),
    Operation("list_deliveries", "GET", "/webhooks/{id}/deliveries", ids=webhook, malformed=404, sql=3),
    Operation(
        "list_deliveries", "GET", "/webhooks/{id}/deliveries", query="?state=dead&type=ticket.opened&limit=5",
        ids=webhook, malformed=404,
    ),
    Operation("redeliver_dead", "POST", "/webhooks/{id}/redeliveries", ids=webhook, works=202, malformed=404),
    Operation("redeliver", "POST", "/deliveries/{id}/redeliveries", ids=delivery, works=202, malformed=404),
)  # fmt: skip
