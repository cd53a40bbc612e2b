"""Inbound hooks: addresses that programs post to, and what came of their calls."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from tridesk.api.call import Call
from tridesk.api.examples import TICKET
from tridesk.api.ids import Kind, given, named, told, told_or_none
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import hooks as schemas
from tridesk.identity.types import Scope
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import HookId
from tridesk.webhooks.actions import hooks as actions
from tridesk.webhooks.queries.hooks import CallRow, HookRow, calls, hold_hook, hook, hooks
from tridesk.webhooks.queries.trying import tried

routes = Routes("hooks")
_SCOPE = Scope.WEBHOOKS_WRITE
_AT = "2026-03-10T09:30:00Z"
_HOOK: dict[str, Any] = {
    "id": "ih_3q2h7m5k4x6c7v5b4n6a2s7d3f", "name": "Alerts", "preset": "generic",
    "mapping": {"subject": "{{ title }}", "body": "", "requester": "", "priority": "{{ severity }}", "tags": "",
                "key": "{{ id }}", "sender_id": "", "resolved_field": "{{ status }}", "resolved_value": "ok"},
    "requester": TICKET["requester"], "team": None, "solves": True, "signature_header": None, "active": True,
    "created_at": _AT, "updated_at": _AT,
}  # fmt: skip
_URL = "https://desk.example.org/hooks/in/…"
_CALL = {"at": _AT, "outcome": "opened", "reason": None, "ticket": TICKET["id"], "body": "{}", "ip": "192.0.2.7"}
_TRIED = {
    "subject": "The lamp", "body": "", "requester": "", "priority": 2, "tags": [], "key": "7", "sender_id": "",
    "resolved": False,
}  # fmt: skip


@routes.read("/hooks", scope=_SCOPE, gives=schemas.Hooks, example={"items": [_HOOK]})
def list_hooks(call: Call) -> Any:
    """All inbound hooks"""
    return {"items": [_shape(row) for row in hooks(actor=call.actor)]}


@routes.read("/hooks/{id}", scope=_SCOPE, gives=schemas.Hook, example=_HOOK)
def get_hook(call: Call, id: str) -> Any:
    """One inbound hook"""
    return _shape(hook(actor=call.actor, hook_id=_hook(id)))


@routes.write(
    "POST", "/hooks", scope=_SCOPE, gives=schemas.NewHook, status=201, takes={"name": "Alerts", "preset": "grafana"},
    example={**_HOOK, "url": _URL},
)  # fmt: skip
def create_hook(call: Call, body: schemas.HookIn) -> Answer:
    """Add an inbound hook

    Its address is in the answer, this once.
    """
    made = actions.add_hook(actor=call.actor, values=_values(body), now=call.now)
    row = hook(actor=call.actor, hook_id=made.id)
    where = f"/api/v1/hooks/{told(Kind.HOOK, made.id)}"
    return Answer({**_shape(row), "url": _url(made.token)}, 201, {"Location": where}, tagged=False)


@routes.write("PATCH", "/hooks/{id}", scope=_SCOPE, gives=schemas.Hook, takes={"solves": True}, example=_HOOK)
def change_hook(call: Call, id: str, body: schemas.HookChange) -> Any:
    """Change an inbound hook"""
    number = _hook(id)
    held = hold_hook(actor=call.actor, hook_id=number)
    call.require_match(lambda: _shape(held))
    actions.change_hook(actor=call.actor, hook_id=number, values=_values(body), now=call.now)
    return _shape(hook(actor=call.actor, hook_id=number))


@routes.write("DELETE", "/hooks/{id}", scope=_SCOPE, gives=None, status=204)
def delete_hook(call: Call, id: str) -> None:
    """Remove an inbound hook

    Its tickets stay.
    """
    number = _hook(id)
    held = hold_hook(actor=call.actor, hook_id=number)
    call.require_match(lambda: _shape(held))
    actions.remove_hook(actor=call.actor, hook_id=number, now=call.now)


@routes.write("POST", "/hooks/{id}/address", scope=_SCOPE, gives=schemas.InboundHookAddress, example={"url": _URL})
def renew_hook_address(call: Call, id: str) -> Answer:
    """Make a new address

    The one before ends at once.
    """
    return Answer({"url": _url(actions.renew_address(actor=call.actor, hook_id=_hook(id), now=call.now))}, tagged=False)


@routes.write(
    "POST", "/hooks/{id}/trial", scope=_SCOPE, gives=schemas.HookTrial, takes={"sample": '{"title": "The lamp"}'},
    example=_TRIED,
)  # fmt: skip
def try_hook(call: Call, id: str, body: schemas.HookSample) -> Any:
    """Try a sample

    What would come of it; nothing is opened.
    """
    row = hook(actor=call.actor, hook_id=_hook(id))
    said = tried(mapping=row.mapping, sample=body.sample)
    if said is None:
        raise InvalidError(field="sample", reason="malformed")
    return {
        "subject": said.subject,
        "body": said.body,
        "requester": said.requester,
        "priority": said.level,
        "tags": list(said.tags),
        "key": said.key,
        "sender_id": said.sender_id,
        "resolved": said.resolved,
    }


@routes.read("/hooks/{id}/calls", scope=_SCOPE, gives=schemas.HookCalls, example={"items": [_CALL]})
def list_hook_calls(call: Call, id: str) -> Any:
    """The last 20 calls, the newest first"""
    number = _hook(id)
    hook(actor=call.actor, hook_id=number)
    return {"items": [_call(row) for row in calls(actor=call.actor, hook_id=number)]}


def _hook(word: str) -> HookId:
    return HookId(named(Kind.HOOK, word))


def _url(token: str) -> str:
    return f"{settings.CONFIG.public_url}{reverse('hook_in', args=[token])}"


def _shape(row: HookRow) -> dict[str, Any]:
    return {
        "id": told(Kind.HOOK, row.id),
        "name": row.name,
        "preset": row.preset,
        "mapping": row.mapping,
        "requester": told(Kind.PERSON, row.requester_id),
        "team": told_or_none(Kind.TEAM, row.team_id),
        "solves": row.solves,
        "signature_header": row.signature_header or None,
        "active": row.is_active,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _call(row: CallRow) -> dict[str, Any]:
    return {
        "at": row.at,
        "outcome": row.outcome,
        "reason": row.reason or None,
        "ticket": told_or_none(Kind.TICKET, row.ticket_id),
        "body": row.body,
        "ip": row.ip,
    }


def _values(body: schemas.HookIn | schemas.HookChange) -> dict[str, Any]:
    values = body.model_dump(exclude_unset=True)
    kept = {name: value for name, value in values.items() if value is not None or name == "team"}
    for name, kind in (("requester", Kind.PERSON), ("team", Kind.TEAM)):
        if name in kept:
            kept[name] = given(kind, kept[name], field=name)
    if "active" in kept:
        kept["is_active"] = kept.pop("active")
    return kept
