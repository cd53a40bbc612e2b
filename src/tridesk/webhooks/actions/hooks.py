"""Inbound hooks are added, changed, given a new address, removed."""

import secrets as chance
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tridesk.identity.queries import recipients, team_exists
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.infra.secrets import seal
from tridesk.kernel.ids import HookId, PersonId, TeamId
from tridesk.kernel.text import one_line
from tridesk.webhooks.errors import WebhookInvalidError, WebhookNotFoundError
from tridesk.webhooks.events import HookAdded, HookChanged, HookRemoved
from tridesk.webhooks.models import Hook
from tridesk.webhooks.queries.hooks import digest_of
from tridesk.webhooks.rules.headers import checked_headers
from tridesk.webhooks.rules.mapping import checked_mapping
from tridesk.webhooks.rules.presets import PRESETS

MAX_NAME, MAX_HOOKS, MAX_SECRET = 120, 200, 500
_COLUMNS = {"team": "team_id", "requester": "requester_id"}
_FIELDS = ("name", "preset", "mapping", "requester", "team", "solves", "is_active", "secret", "signature_header")


@dataclass(frozen=True, slots=True)
class NewHook:
    """`token` is the end of its address, shown this once."""

    id: HookId
    token: str


def add_hook(*, actor: Actor, values: Mapping[str, Any], now: datetime) -> NewHook:
    """Adds one; `values` as `change_hook` takes them. Raises NotAllowedError, WebhookInvalidError."""
    actor.require(Permission.WEBHOOKS_MANAGE)
    token = chance.token_urlsafe(32)
    with transaction.atomic():
        if Hook.objects.count() >= MAX_HOOKS:
            raise WebhookInvalidError(field="name", reason="too_many")
        row = Hook(digest=digest_of(token=token), hint=f"…{token[-4:]}", created_at=now, updated_at=now)
        given = {"name": "", "preset": "generic", "requester": actor.person_id, **values}
        _set(row, {**given, "mapping": given.get("mapping", PRESETS.get(str(given["preset"]), {}))})
        row.save()
        outbox.record(HookAdded(hook=row.pk, hook_name=row.name, at=now, by=actor.person_id, ip=actor.ip))
    return NewHook(HookId(row.pk), token)


def change_hook(*, actor: Actor, hook_id: HookId, values: Mapping[str, Any], now: datetime) -> None:
    """Changes what is in `values`: name, preset, mapping (rules/mapping.py), requester and team (ids), solves,
    is_active, signature_header, secret (None stays as it is, "" takes it away).

    Raises NotAllowedError, WebhookNotFoundError, WebhookInvalidError.
    """
    actor.require(Permission.WEBHOOKS_MANAGE)
    with transaction.atomic():
        row = _locked(hook_id)
        if changes := _set(row, values):
            row.updated_at = now
            row.save()
            outbox.record(HookChanged(hook=row.pk, changes=changes, at=now, by=actor.person_id, ip=actor.ip))


def renew_address(*, actor: Actor, hook_id: HookId, now: datetime) -> str:
    """The token of a new address, shown this once; the one before ends. Raises as `change_hook`."""
    actor.require(Permission.WEBHOOKS_MANAGE)
    token = chance.token_urlsafe(32)
    with transaction.atomic():
        row = _locked(hook_id)
        row.digest, row.hint, row.updated_at = digest_of(token=token), f"…{token[-4:]}", now
        row.save(update_fields=["digest", "hint", "updated_at"])
        changes = {"address": ("", "")}
        outbox.record(HookChanged(hook=row.pk, changes=changes, at=now, by=actor.person_id, ip=actor.ip))
    return token


def remove_hook(*, actor: Actor, hook_id: HookId, now: datetime) -> None:
    """Nobody can post to it any more; its tickets stay. Raises NotAllowedError, WebhookNotFoundError."""
    actor.require(Permission.WEBHOOKS_MANAGE)
    with transaction.atomic():
        row = _locked(hook_id)
        outbox.record(HookRemoved(hook=row.pk, hook_name=row.name, at=now, by=actor.person_id, ip=actor.ip))
        row.delete()


def _locked(number: HookId) -> Hook:
    row = Hook.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if row is None:
        raise WebhookNotFoundError(hook=number)
    return row


def _set(row: Hook, values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    changes: dict[str, tuple[str, str]] = {}
    for name, value in values.items():
        if name not in _FIELDS:
            raise WebhookInvalidError(field=name, reason="unknown")
        if name == "secret":
            if value is not None:
                row.secret = seal(_secret(str(value))) if value else ""
                changes[name] = ("", "")
            continue
        column, clean = _COLUMNS.get(name, name), _checked(name, value)
        before = getattr(row, column)
        if before != clean:
            setattr(row, column, clean)
            changes[name] = ("", "") if name == "mapping" else (_text(before), _text(clean))
    if row.secret and not row.signature_header:
        raise WebhookInvalidError(field="signature_header", reason="empty")
    return changes


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _secret(text: str) -> str:
    if len(text) > MAX_SECRET:
        raise WebhookInvalidError(field="secret", reason="too_long", limit=MAX_SECRET)
    return text


def _checked(name: str, value: Any) -> Any:
    match name:
        case "name":
            return _name(str(value))
        case "preset":
            if value not in PRESETS:
                raise WebhookInvalidError(field="preset", reason="unknown_value", value=value)
            return value
        case "mapping":
            return checked_mapping(value)
        case "requester":
            return _requester(value)
        case "team":
            if value is not None and not team_exists(team_id=TeamId(int(value))):
                raise WebhookInvalidError(field="team", reason="unknown_value", value=value)
            return value
        case "signature_header":
            return _header(str(value))
        case _:
            return bool(value)


def _header(text: str) -> str:
    try:
        return next(iter(checked_headers({text: ""}))) if text else ""
    except WebhookInvalidError:
        raise WebhookInvalidError(field="signature_header", reason="header_name", value=text[:80]) from None


def _name(text: str) -> str:
    line = one_line(text)
    if not line:
        raise WebhookInvalidError(field="name", reason="empty")
    if len(line) > MAX_NAME:
        raise WebhookInvalidError(field="name", reason="too_long", limit=MAX_NAME)
    return line


def _requester(value: Any) -> int:
    found = [each for each in recipients(person_ids=[PersonId(int(value or 0))]) if each.is_active]
    if not found:
        raise WebhookInvalidError(field="requester", reason="unknown_value", value=value)
    return int(found[0].id)
