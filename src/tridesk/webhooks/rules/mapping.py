"""From what a program posts to what a ticket needs."""

from collections.abc import Mapping
from typing import Any

from tridesk.kernel.text import one_line
from tridesk.tickets.types import Priority
from tridesk.webhooks.errors import WebhookInvalidError
from tridesk.webhooks.rules.templates import filled
from tridesk.webhooks.types import Mapped

FIELDS = ("subject", "body", "requester", "priority", "tags", "key", "sender_id", "resolved_field", "resolved_value")
MAX_TEMPLATE = 4000
_MAX_BODY, _MAX_LINE, _MAX_TAGS, _MAX_TAG = 20_000, 250, 20, 50
_PRIORITIES: dict[str, Priority] = {
    word: priority
    for priority, words in {
        Priority.EMERGENCY: "emergency critical crit disaster fatal p1 1 page",
        Priority.HIGH: "high error err major alert p2 2",
        Priority.MEDIUM: "medium warning warn average minor p3 3",
        Priority.LOW: "low info information notice none p4 4",
    }.items()
    for word in words.split()
}


def mapped(mapping: Mapping[str, str], data: Any) -> Mapped:
    """What this says, by the hook's mapping."""

    def line(name: str, limit: int = _MAX_LINE) -> str:
        return one_line(filled(mapping.get(name, ""), data, limit=limit * 4))[:limit]

    field, wanted = mapping.get("resolved_field", ""), mapping.get("resolved_value", "")
    said = filled(field, data, limit=_MAX_LINE).strip() if field else ""
    return Mapped(
        subject=line("subject"),
        body=filled(mapping.get("body", ""), data, limit=_MAX_BODY).strip(),
        requester=line("requester"),
        level=_PRIORITIES.get(line("priority", 40).casefold()),
        tags=_tags(line("tags", 500)),
        key=line("key", 500),
        sender_id=line("sender_id", 200),
        resolved=bool(field) and said.casefold() in {word.strip().casefold() for word in wanted.split(",")},
    )


def _tags(text: str) -> tuple[str, ...]:
    words = (word.strip()[:_MAX_TAG] for word in text.split(","))
    return tuple(dict.fromkeys(word for word in words if word))[:_MAX_TAGS]


def checked_mapping(given: Mapping[str, Any]) -> dict[str, str]:
    """As it is kept; raises WebhookInvalidError."""
    for name, value in given.items():
        if name not in FIELDS:
            raise WebhookInvalidError(field=name, reason="unknown")
        if len(str(value)) > MAX_TEMPLATE:
            raise WebhookInvalidError(field=name, reason="too_long", limit=MAX_TEMPLATE)
        if "\0" in str(value):
            raise WebhookInvalidError(field=name, reason="malformed")
    kept = {name: str(given.get(name, "")).strip() for name in FIELDS}
    if not kept["subject"]:
        raise WebhookInvalidError(field="subject", reason="empty")
    return kept
