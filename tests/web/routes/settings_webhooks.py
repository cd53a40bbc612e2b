from typing import Any

from tests.web.asking import GONE, Route
from tests.web.world import World

from tridesk.kernel import clock
from tridesk.kernel.ids import WebhookId
from tridesk.webhooks.actions.redeliver import send_test
from tridesk.webhooks.actions.webhooks import add_webhook


def added(world: World) -> WebhookId:
    values = {"name": "Chat", "url": "https://93.184.215.14/in", "events": ["ticket.*"], "headers": {"x-own": "1"}}
    return add_webhook(actor=world.cast.dante, values=values, now=clock.now()).id


def webhook(world: World) -> dict[str, Any]:
    return {"webhook_id": added(world)}


def delivery(world: World) -> dict[str, Any]:
    number = added(world)
    sent = send_test(actor=world.cast.dante, webhook_id=number, now=clock.now())
    return {"webhook_id": number, "delivery_id": sent}


def tested(world: World) -> dict[str, Any]:
    """One that has something to show."""
    return {"webhook_id": delivery(world)["webhook_id"]}


def filled(world: World) -> dict[str, Any]:
    return {
        "name": "Chat",
        "url": "https://93.184.215.14/in",
        "events": "ticket.opened\nperson.*",
        "teams": [str(world.cast.first_line)],
        "conditions": "subject contains the lift\nchannel is not email",
        "headers": "X-Own: •••\nAuthorization: Bearer abc",
        "is_active": "on",
    }


SENT = {"works": 302, "nobody": 302}
ROUTES = [
    Route("webhooks", sql=2),
    Route("webhook_new", sql=2),
    Route("webhook_new", data=filled),
    Route("webhook_new", data=lambda w: {**filled(w), "url": "http://127.0.0.1/"}, works=422, query="?inward"),
    Route("webhook_new", data=lambda w: {**filled(w), "conditions": "subject like x"}, works=422, query="?condition"),
    Route("webhook", values=tested, malformed=GONE, sql=5),
    Route("webhook", values=webhook, query="?state=dead", malformed=GONE, sql=5),
    Route("webhook", values=webhook, data=filled, **SENT, malformed=GONE),
    Route("webhook", values=webhook, data=lambda w: {**filled(w), "events": ""}, works=422, query="?none"),
    Route("webhook_secret", values=webhook, data=lambda w: {}, malformed=GONE),
    Route("webhook_test", values=webhook, data=lambda w: {}, **SENT, malformed=GONE),
    Route("webhook_again", values=webhook, data=lambda w: {}, **SENT, malformed=GONE),
    Route("webhook_delivery_again", values=delivery, data=lambda w: {}, **SENT, malformed=GONE),
    Route("webhook_remove", values=webhook, data=lambda w: {}, **SENT, malformed=GONE),
]
