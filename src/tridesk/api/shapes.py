"""From the rooms' values to bodies: ids become words, numbers become names."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from tridesk.api.ids import Kind, told, told_or_none
from tridesk.tickets.queries.conversation import AttachmentRow, MessageRow
from tridesk.tickets.queries.records import TicketRecord
from tridesk.tickets.types import FieldSpec, FieldValueType, Level, Priority

PRIORITIES = {priority.value: priority.name.lower() for priority in Priority}
LEVELS = {level.value: level.name.lower() for level in Level}
PRIORITY_OF = {name: Priority(value) for value, name in PRIORITIES.items()}
LEVEL_OF = {name: Level(value) for value, name in LEVELS.items()}

type Named = Mapping[int, dict[str, str]]


def ticket(record: TicketRecord, *, named: Mapping[str, Named] | None = None) -> dict[str, Any]:
    """`named` holds, by the name of the expansion, what stands in place of an id."""
    named = named or {}
    person = _standing_for(Kind.PERSON)
    assignees, requesters = named.get("assignee", {}), named.get("requester", {})
    others = named.get("participants", {})
    return {
        "id": told(Kind.TICKET, record.id),
        "number": record.id,
        "reference": f"{settings.CONFIG.ticket_prefix}{record.id}",
        "url": f"{settings.CONFIG.public_url}{_page_of_ticket(record.id)}",
        "subject": record.subject,
        "snippet": record.snippet,
        "type": record.type,
        "status": record.status,
        "priority": PRIORITIES[record.priority],
        "impact": LEVELS[record.impact],
        "urgency": LEVELS[record.urgency],
        "holder": record.holder,
        "holder_since": record.holder_since,
        "channel": record.channel,
        "language": record.language,
        "team": _standing_for(Kind.TEAM)(record.team_id, named.get("team", {})),
        "assignee": person(record.assignee_id, assignees),
        "requester": person(record.requester_id, requesters),
        "organisation": _standing_for(Kind.ORGANISATION)(record.organisation_id, named.get("organisation", {})),
        "cc": [person(each, others) for each in record.cc],
        "followers": [person(each, others) for each in record.followers],
        "tags": record.tags,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
        "last_message_at": record.last_message_at,
        "first_response_at": record.first_response_at,
        "solved_at": record.solved_at,
        "closed_at": record.closed_at,
        "spam_at": record.spam_at,
        "deleted_at": record.deleted_at,
        "merged_into": told_or_none(Kind.TICKET, record.merged_into_id),
        "version": record.version,
    }


def _page_of_ticket(number: int) -> str:
    return _ticket_shape().replace(_ANY, str(number))


_ANY = "987654321"


@cache
def _ticket_shape() -> str:
    """The address of a ticket's page: looking it up for each row of a list costs more than the rest of the row."""
    return reverse("ticket", args=[int(_ANY)])


def _standing_for(kind: Kind) -> Callable[[int | None, Named], Any]:
    def shown(number: int | None, named: Named) -> Any:
        if number is None:
            return None
        return named.get(number) or told(kind, number)

    return shown


def message(row: MessageRow, *, ticket_id: int) -> dict[str, Any]:
    return {
        "id": told(Kind.MESSAGE, row.id),
        "ticket": told(Kind.TICKET, ticket_id),
        "author": told_or_none(Kind.PERSON, row.author_id),
        "author_name": row.author,
        "side": row.side,
        "visibility": row.visibility,
        "channel": row.channel,
        "at": row.at,
        "text": row.text,
        "html": row.html,
        "folded": bool(row.folded),
        "original_ticket": told_or_none(Kind.TICKET, row.original_ticket),
        "attachments": [attachment(each) for each in row.attachments],
    }


def attachment(row: AttachmentRow) -> dict[str, Any]:
    word = told(Kind.ATTACHMENT, row.id)
    return {
        "id": word,
        "name": row.name,
        "content_type": row.content_type,
        "size": row.size,
        "inline": bool(row.inline),
        "content_id": row.content_id,
        "standing": row.standing.value,
        "url": f"{settings.CONFIG.public_url}/api/v1/attachments/{word}/content",
    }


def asked_field(spec: FieldSpec) -> dict[str, Any]:
    return {
        "key": spec.key,
        "name": spec.name,
        "kind": spec.kind,
        "options": list(spec.options),
        "types": list(spec.types),
        "required": spec.required,
        "for_requester": spec.for_requester,
    }


def field_values(values: Mapping[str, FieldValueType]) -> dict[str, Any]:
    """Custom fields by key; a person is an id, a number stays exact as text where it has decimals."""
    return {key: _field_value(value) for key, value in values.items()}


def _field_value(value: FieldValueType) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return told(Kind.PERSON, value)
    return list(value) if isinstance(value, tuple) else value
