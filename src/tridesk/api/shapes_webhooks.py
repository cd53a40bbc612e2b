"""Webhooks and deliveries as bodies."""

from typing import Any

from tridesk.api.ids import Kind, told
from tridesk.webhooks.queries.deliveries import DeliveryRow
from tridesk.webhooks.queries.webhooks import WebhookRow


def webhook(row: WebhookRow) -> dict[str, Any]:
    return {
        "id": told(Kind.WEBHOOK, row.id),
        "name": row.name,
        "url": row.url,
        "owner": told(Kind.PERSON, row.owner_id),
        "events": row.events,
        "conditions": [
            {"field": each.field, "operator": each.operator.value, "value": each.value} for each in row.conditions
        ],
        "teams": [told(Kind.TEAM, team) for team in row.teams],
        "headers": row.header_names,
        "active": row.is_active,
        "off_reason": row.off_reason or None,
        "off_at": row.off_at,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "last_success_at": row.last_ok_at,
        "failing_since": row.failing_since,
        "old_secret_until": row.old_secret_until,
    }


def delivery(row: DeliveryRow) -> dict[str, Any]:
    return {
        "id": told(Kind.DELIVERY, row.id),
        "webhook": told(Kind.WEBHOOK, row.webhook),
        "type": row.name,
        "state": row.state.value,
        "created_at": row.created_at,
        "attempts": row.attempts,
        "last_attempt_at": row.last_at,
        "next_attempt_at": row.next_at,
        "status": row.status,
        "took_ms": row.took_ms,
        "error": row.error or None,
        "response": row.answer,
        "body": row.body or None,
    }
