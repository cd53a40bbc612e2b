"""What changed, before and after, as programs hear it: references by id, levels by name."""

from collections.abc import Mapping
from typing import Any

from tridesk.kernel.ids import Kind, Ref
from tridesk.tickets.types import Level, Priority

_REFERENCES = {
    "team": Kind.TEAM,
    "assignee": Kind.PERSON,
    "requester": Kind.PERSON,
    "person": Kind.PERSON,
    "organisation": Kind.ORGANISATION,
    "role": Kind.ROLE,
    "site": Kind.SITE,
}
_LEVELS = {"priority": Priority, "impact": Level, "urgency": Level}
_OUTSIDE = frozenset({"subject", "status", "type", "priority"})  # what the one who asked sees of their ticket


def told_changes(changes: Mapping[str, tuple[str, str]], *, inside: bool) -> dict[str, dict[str, Any]]:
    """`{"status": {"before": "open", "after": "solved"}}`; outside, only what a requester sees of a ticket."""
    return {
        name: {"before": _value(name, before), "after": _value(name, after)}
        for name, (before, after) in changes.items()
        if inside or name in _OUTSIDE
    }


def _value(name: str, text: str) -> Any:
    if text == "":
        return None
    if name in _REFERENCES and text.isdecimal():
        return Ref(_REFERENCES[name], int(text))
    if name in _LEVELS and text.isdecimal() and int(text) in {each.value for each in _LEVELS[name]}:
        return _LEVELS[name](int(text)).name.lower()
    return text
