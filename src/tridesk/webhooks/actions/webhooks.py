"""Webhooks are added, changed, given a new secret, removed."""

import json
import secrets as chance
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from tridesk.identity.queries import team_exists
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.infra.posting import PostingError, require_reachable
from tridesk.infra.public_addresses import Allowed
from tridesk.infra.secrets import SecretLostError, seal, unseal
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import TeamId, WebhookId
from tridesk.kernel.text import one_line
from tridesk.webhooks.errors import WebhookInvalidError, WebhookNotFoundError
from tridesk.webhooks.events import WebhookAdded, WebhookChanged, WebhookRemoved, WebhookSecretRotated
from tridesk.webhooks.models import Webhook
from tridesk.webhooks.queries.wanted import ask_anew
from tridesk.webhooks.rules.conditions import checked_conditions
from tridesk.webhooks.rules.headers import checked_headers
from tridesk.webhooks.rules.payloads import known_pattern
from tridesk.webhooks.rules.signing import LENGTH, secret_of

OLD_SECRET = timedelta(days=1)
MAX_NAME, MAX_EVENTS, MAX_TEAMS, MAX_WEBHOOKS = 120, 100, 100, 200
_LOOK_UP = 2.0  # seconds
_FIELDS = ("name", "url", "events", "conditions", "teams", "headers", "is_active")
# Whoever says anew where something goes, or what, is the one whose sight bounds it: nobody leads away what others see.
_OWNING = frozenset({"url", "events", "conditions", "teams", "headers"})


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """`secret` is shown this once."""

    id: WebhookId
    secret: str


def allowed() -> Allowed:
    """What of our own network may be posted to."""
    return Allowed(*settings.CONFIG.webhook_private)


def add_webhook(*, actor: Actor, values: Mapping[str, Any], now: datetime) -> NewWebhook:
    """Adds one that sends what the actor may know; `values` as `change_webhook` takes them.

    Raises NotAllowedError, WebhookInvalidError.
    """
    actor.require(Permission.WEBHOOKS_MANAGE)
    if actor.person_id is None:
        raise NotAllowedError(right=Permission.WEBHOOKS_MANAGE.value)  # it sends what somebody may know
    secret = secret_of(chance.token_bytes(LENGTH))
    with transaction.atomic():
        if Webhook.objects.count() >= MAX_WEBHOOKS:
            raise WebhookInvalidError(field="name", reason="too_many")
        row = Webhook(owner_id=actor.person_id, secret=seal(secret), created_at=now, updated_at=now)
        _set(row, {"name": "", "url": "", "events": ["*"], **values})
        row.save()
        outbox.record(WebhookAdded(webhook=row.pk, webhook_name=row.name, at=now, by=actor.person_id, ip=actor.ip))
        _changed()
    return NewWebhook(WebhookId(row.pk), secret)


def change_webhook(*, actor: Actor, webhook_id: WebhookId, values: Mapping[str, Any], now: datetime) -> None:
    """Changes what is in `values`: name, url, events, conditions (field, operator, value), teams (ids), is_active, and
    headers (all of them; a value of None stays as it is).

    Whoever changes more than the name or whether it is on owns it from then on. Raises NotAllowedError,
    WebhookNotFoundError, WebhookInvalidError.
    """
    actor.require(Permission.WEBHOOKS_MANAGE)
    with transaction.atomic():
        row = _locked(webhook_id)
        changes = _set(row, values)
        if not changes:
            return
        if changes.keys() & _OWNING and row.owner_id != actor.person_id and actor.person_id is not None:
            changes["owner"] = (str(row.owner_id), str(actor.person_id))
            row.owner_id = actor.person_id
        if row.is_active:
            row.off_reason, row.off_at, row.failing_since, row.silent, row.paused_until = "", None, None, 0, None
        row.updated_at = now
        row.save()
        outbox.record(WebhookChanged(webhook=row.pk, changes=changes, at=now, by=actor.person_id, ip=actor.ip))
        _changed()


def rotate_secret(*, actor: Actor, webhook_id: WebhookId, now: datetime) -> str:
    """A new secret, shown this once; the one before signs beside it for a day.

    Raises NotAllowedError, WebhookNotFoundError.
    """
    actor.require(Permission.WEBHOOKS_MANAGE)
    secret = secret_of(chance.token_bytes(LENGTH))
    with transaction.atomic():
        row = _locked(webhook_id)
        row.old_secret, row.old_secret_until = row.secret, now + OLD_SECRET
        row.secret, row.updated_at = seal(secret), now
        row.save(update_fields=["old_secret", "old_secret_until", "secret", "updated_at"])
        outbox.record(WebhookSecretRotated(webhook=row.pk, at=now, by=actor.person_id, ip=actor.ip))
    return secret


def remove_webhook(*, actor: Actor, webhook_id: WebhookId, now: datetime) -> None:
    """Removes it and what is known of its deliveries. Raises NotAllowedError, WebhookNotFoundError."""
    actor.require(Permission.WEBHOOKS_MANAGE)
    with transaction.atomic():
        row = _locked(webhook_id)
        outbox.record(WebhookRemoved(webhook=row.pk, webhook_name=row.name, at=now, by=actor.person_id, ip=actor.ip))
        row.delete()
        _changed()


def headers_of(row: Webhook) -> dict[str, str]:
    """The caller's own headers; none where the installation's key is another one now."""
    try:
        return dict(json.loads(unseal(row.headers))) if row.headers else {}
    except SecretLostError:
        return {}


def _changed() -> None:
    ask_anew()
    transaction.on_commit(ask_anew)


def _locked(number: WebhookId) -> Webhook:
    row = Webhook.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise WebhookNotFoundError(webhook=number)
    return row


def _set(row: Webhook, values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    changes: dict[str, tuple[str, str]] = {}
    for name, value in values.items():
        if name not in _FIELDS:
            raise WebhookInvalidError(field=name, reason="unknown")
        if name == "headers":
            changes |= _set_headers(row, value)
            continue
        before, clean = getattr(row, name), _checked(name, value)
        if before != clean:
            setattr(row, name, clean)
            changes[name] = (_plain(before), _plain(clean))
    return changes


def _set_headers(row: Webhook, given: Mapping[str, str | None]) -> dict[str, tuple[str, str]]:
    had = headers_of(row)
    kept = {name: value if value is not None else had.get(name.lower(), "") for name, value in given.items()}
    clean = checked_headers(kept)
    if clean == had:
        return {}
    before, row.header_names = list(row.header_names), sorted(clean)
    row.headers = seal(json.dumps(clean)) if clean else ""
    return {"headers": (_plain(before), _plain(row.header_names))}


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value)
    if isinstance(value, dict):
        return " ".join(str(each) for each in value.values())
    return "" if value is None else str(value)


def _checked(name: str, value: Any) -> Any:
    match name:
        case "name":
            return _name(str(value))
        case "url":
            return checked_place(str(value))
        case "events":
            return _events([str(each) for each in value])
        case "conditions":
            return checked_conditions(value)
        case "teams":
            return _teams([int(each) for each in value])
        case _:
            return bool(value)


def _name(text: str) -> str:
    line = one_line(text)
    if not line:
        raise WebhookInvalidError(field="name", reason="empty")
    if len(line) > MAX_NAME:
        raise WebhookInvalidError(field="name", reason="too_long", limit=MAX_NAME)
    return line


def checked_place(url: str) -> str:
    """An address that may be posted to; raises WebhookInvalidError."""
    try:
        require_reachable(url.strip(), allowed=allowed(), seconds=_LOOK_UP)
    except ValueError:
        raise WebhookInvalidError(field="url", reason="malformed") from None
    except PostingError as error:
        if error.code != "timeout":  # it is looked at again before each delivery
            raise WebhookInvalidError(field="url", reason=error.code) from None
    return url.strip()


def _events(names: list[str]) -> list[str]:
    if not names:
        raise WebhookInvalidError(field="events", reason="empty")
    if len(names) > MAX_EVENTS:
        raise WebhookInvalidError(field="events", reason="too_many")
    for name in names:
        if not known_pattern(name):
            raise WebhookInvalidError(field="events", reason="unknown_value", value=name)
    return list(dict.fromkeys(names))


def _teams(numbers: list[int]) -> list[int]:
    if len(numbers) > MAX_TEAMS:
        raise WebhookInvalidError(field="teams", reason="too_many")
    for number in numbers:
        if not team_exists(team_id=TeamId(number)):
            raise WebhookInvalidError(field="teams", reason="unknown_value", value=number)
    return list(dict.fromkeys(numbers))
