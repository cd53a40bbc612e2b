"""Webhooks: where events are posted to, and what became of it."""

from typing import Annotated, Any

from pydantic import Field

from tridesk.api.call import Call
from tridesk.api.examples import TICKET
from tridesk.api.ids import Kind, cursor_in, given, named, told
from tridesk.api.pages import MAX_LIMIT, page_of
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import webhooks as schemas
from tridesk.api.shapes_webhooks import delivery as delivery_shape
from tridesk.api.shapes_webhooks import webhook as shape
from tridesk.identity.types import Scope
from tridesk.kernel.ids import DeliveryId, WebhookId
from tridesk.webhooks.actions import redeliver as again
from tridesk.webhooks.actions import webhooks as actions
from tridesk.webhooks.queries.deliveries import deliveries, delivery
from tridesk.webhooks.queries.webhooks import hold_webhook, webhook, webhooks
from tridesk.webhooks.types import DeliveryState

routes = Routes("webhooks", "Where we tell programs what happened, and how that went.")
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT)]
_AT = "2026-03-10T09:30:00Z"
_WEBHOOK: dict[str, Any] = {
    "id": "wh_3q2h7m5k4x6c7v5b4n6a2s7d3f", "name": "Chat", "url": "https://chat.example.org/in",
    "owner": TICKET["assignee"],
    "events": ["ticket.opened"], "conditions": [{"field": "subject", "operator": "contains", "value": "printer"}],
    "teams": [], "headers": ["x-room"], "active": True, "off_reason": None, "off_at": None, "created_at": _AT,
    "updated_at": _AT, "last_success_at": _AT, "failing_since": None, "old_secret_until": None,
}  # fmt: skip
_NEW = {
    "name": "Chat",
    "url": "https://chat.example.org/in",
    "events": ["ticket.opened"],
    "headers": {"X-Room": "desk"},
}
_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - an example, of the convention's own docs
_DELIVERY: dict[str, Any] = {
    "id": "de_3q2h7m5k4x6c7v5b4n6a2s7d3f", "webhook": _WEBHOOK["id"], "type": "ticket.opened", "state": "done",
    "created_at": _AT, "attempts": 1, "last_attempt_at": _AT, "next_attempt_at": None, "status": 200, "took_ms": 41,
    "error": None, "response": "ok", "body": "{}",
}  # fmt: skip
_SCOPE = Scope.WEBHOOKS_WRITE


@routes.read("/webhooks", scope=_SCOPE, gives=schemas.Webhooks, example={"items": [_WEBHOOK]})
def list_webhooks(call: Call) -> Any:
    """All webhooks"""
    return {"items": [shape(row) for row in webhooks(actor=call.actor)]}


@routes.read("/webhooks/{id}", scope=_SCOPE, gives=schemas.Webhook, example=_WEBHOOK)
def get_webhook(call: Call, id: str) -> Any:
    """One webhook"""
    return shape(webhook(actor=call.actor, webhook_id=_webhook(id)))


@routes.write(
    "POST", "/webhooks", scope=_SCOPE, gives=schemas.NewWebhook, status=201, takes=_NEW,
    example={**_WEBHOOK, "secret": _SECRET},
)  # fmt: skip
def create_webhook(call: Call, body: schemas.WebhookIn) -> Answer:
    """Add a webhook

    Events that you may know of are posted there, signed by the Standard Webhooks convention with the secret in the
    answer, which is told this once. Addresses inside of the desk's own network are refused.
    """
    made = actions.add_webhook(actor=call.actor, values=_values(body), now=call.now)
    row = webhook(actor=call.actor, webhook_id=made.id)
    where = f"/api/v1/webhooks/{told(Kind.WEBHOOK, made.id)}"
    return Answer({**shape(row), "secret": made.secret}, 201, {"Location": where}, tagged=False)


@routes.write("PATCH", "/webhooks/{id}", scope=_SCOPE, gives=schemas.Webhook, takes={"active": False}, example=_WEBHOOK)
def change_webhook(call: Call, id: str, body: schemas.WebhookChange) -> Any:
    """Change a webhook

    Whoever changes where it goes or what is sent owns it from then on: their sight bounds it. Switched on again, it
    counts as one that works.
    """
    number = _webhook(id)
    held = hold_webhook(actor=call.actor, webhook_id=number)
    call.require_match(lambda: shape(held))
    actions.change_webhook(actor=call.actor, webhook_id=number, values=_values(body), now=call.now)
    return shape(webhook(actor=call.actor, webhook_id=number))


@routes.write("DELETE", "/webhooks/{id}", scope=_SCOPE, gives=None, status=204)
def delete_webhook(call: Call, id: str) -> None:
    """Remove a webhook"""
    number = _webhook(id)
    held = hold_webhook(actor=call.actor, webhook_id=number)
    call.require_match(lambda: shape(held))
    actions.remove_webhook(actor=call.actor, webhook_id=number, now=call.now)


@routes.write(
    "POST", "/webhooks/{id}/secret", scope=_SCOPE, gives=schemas.Secret,
    example={"secret": _SECRET, "old_secret_until": _AT},
)  # fmt: skip
def rotate_webhook_secret(call: Call, id: str) -> Any:
    """Make a new secret

    For a day what is sent is signed with both, so that nothing is refused meanwhile.
    """
    number = _webhook(id)
    secret = actions.rotate_secret(actor=call.actor, webhook_id=number, now=call.now)
    return Answer({"secret": secret, "old_secret_until": call.now + actions.OLD_SECRET}, tagged=False)


@routes.write(
    "POST", "/webhooks/{id}/test", scope=_SCOPE, gives=schemas.Delivery, status=202,
    example={**_DELIVERY, "type": "webhook.test", "state": "waiting"},
)  # fmt: skip
def test_webhook(call: Call, id: str) -> Answer:
    """Send a test event"""
    number = again.send_test(actor=call.actor, webhook_id=_webhook(id), now=call.now)
    return Answer(delivery_shape(delivery(actor=call.actor, delivery_id=number)), 202)


@routes.read(
    "/webhooks/{id}/deliveries", scope=_SCOPE, gives=schemas.Deliveries,
    example={"items": [_DELIVERY], "next": None, "previous": None},
)  # fmt: skip
def list_deliveries(
    call: Call, id: str, state: DeliveryState | None = None, type: str = "", cursor: str = "", limit: Limit = 50
) -> Answer:
    """What was sent, the newest first

    Kept for 30 days.
    """
    page = deliveries(
        actor=call.actor, webhook_id=_webhook(id), state=state, name=type, cursor=cursor_in(cursor) or None, limit=limit
    )
    return page_of(call, page, delivery_shape)


@routes.write(
    "POST", "/webhooks/{id}/redeliveries", scope=_SCOPE, gives=schemas.Redelivered, status=202, example={"count": 3}
)
def redeliver_dead(call: Call, id: str) -> Answer:
    """Send again all that was given up

    The oldest 1,000 of them, in their order.
    """
    return Answer({"count": again.redeliver_dead(actor=call.actor, webhook_id=_webhook(id), now=call.now)}, 202)


@routes.write(
    "POST", "/deliveries/{id}/redeliveries", scope=_SCOPE, gives=schemas.Delivery, status=202,
    example={**_DELIVERY, "state": "waiting"},
)  # fmt: skip
def redeliver(call: Call, id: str) -> Answer:
    """Send one again

    Under the same `webhook-id`, with a new time.
    """
    number = DeliveryId(named(Kind.DELIVERY, id))
    again.redeliver(actor=call.actor, delivery_id=number, now=call.now)
    return Answer(delivery_shape(delivery(actor=call.actor, delivery_id=number)), 202)


def _webhook(word: str) -> WebhookId:
    return WebhookId(named(Kind.WEBHOOK, word))


def _values(body: schemas.WebhookIn | schemas.WebhookChange) -> dict[str, Any]:
    values = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    if "teams" in values:
        values["teams"] = [given(Kind.TEAM, word, field="teams") for word in values["teams"]]
    if "active" in values:
        values["is_active"] = values.pop("active")
    return values
