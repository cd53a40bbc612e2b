"""The properties of a ticket in a form: what it shows, what it was seen as, what somebody wants to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from tridesk.kernel.errors import InvalidError
from tridesk.tickets.queries import TicketDetail
from tridesk.tickets.types import FieldSpec, ParticipantKind
from tridesk.web.forms import tickets_fields

SEEN = "seen-"
IDS = ("team", "assignee", "requester", "organisation")
NUMBERS = ("priority", "impact", "urgency")
SINGLE = ("subject", "type", "status", "language", *NUMBERS, *IDS)
PEOPLE = {"cc": ParticipantKind.CC, "followers": ParticipantKind.FOLLOWER}
MAY_BE_NEW = ("requester", "cc")  # where the address of somebody unknown may be typed


@dataclass(slots=True)
class Asked:
    """What a form wants: `changes` and `seen` as the room's `change` takes them, and who comes and goes.

    A value of `people` is (to add, to remove), texts as they were sent: ids, or addresses of people to meet.
    """

    changes: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    people: dict[ParticipantKind, tuple[list[str], list[str]]] = field(default_factory=dict)


def shown(detail: TicketDetail, values: Mapping[str, Any]) -> dict[str, str]:
    """Every property as text, the way events, forms and `seen` carry it; `values` are the custom fields'."""
    ids = {"team": detail.team_id, "assignee": detail.assignee_id, "requester": detail.requester_id}
    found: dict[str, object] = {name: getattr(detail, name) for name in SINGLE if name not in IDS}
    found |= ids | {"organisation": detail.organisation_id, "tags": " ".join(sorted(detail.tags))}
    for name, kind in PEOPLE.items():
        found[name] = _joined(str(person.id) for person in detail.participants if person.kind == kind.value)
    found |= {f"field:{key}": tickets_fields.as_text(value) for key, value in values.items()}
    return {name: "" if value is None else str(value) for name, value in found.items()}


def asked(posted: QueryDict, specs: Sequence[FieldSpec]) -> Asked:
    """Only what differs from what the form showed. `theirs` names properties to leave as they are now."""
    wish = Asked()
    leave = set(posted.getlist("theirs"))
    for name in (*SINGLE, "tags"):
        if _on_form(posted, name) and name not in leave:
            _ask(wish, posted, name, _value(posted, name))
    for key, value in tickets_fields.given(posted, specs).items():
        name = f"field:{key}"
        if name not in leave:
            _ask_field(wish, posted, name, value)
    for name, kind in PEOPLE.items():
        if f"{SEEN}{name}" in posted:
            now, before = _several(posted, name), posted.get(f"{SEEN}{name}", "").split()
            wish.people[kind] = (
                [each for each in now if each not in before],
                [each for each in before if each not in now],
            )
    return wish


def kept(
    posted: QueryDict, fresh: Mapping[str, str], specs: Sequence[FieldSpec], conflict: tuple[str, str] | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """Value and `seen` of every property for a form that comes back: what was changed stays as it was typed.

    What was not touched shows what holds now (`fresh`). `conflict`, (property, what it is now), counts as seen.
    """
    value, seen = dict(fresh), dict(fresh)
    for name, text in _typed(posted, specs).items():
        before = posted.get(SEEN + name.replace(":", "-"))
        if before is not None and text != before:
            value[name], seen[name] = text, before
    if conflict:
        seen[conflict[0]] = conflict[1]
    return value, seen


def _typed(posted: QueryDict, specs: Sequence[FieldSpec]) -> dict[str, str]:
    found = {name: _value(posted, name) for name in (*SINGLE, "tags") if _on_form(posted, name)}
    found |= {name: _joined(_several(posted, name)) for name in PEOPLE if f"{SEEN}{name}" in posted}
    fields = tickets_fields.given(posted, specs)
    return found | {f"field:{key}": tickets_fields.as_text(value) for key, value in fields.items()}


def _ask(wish: Asked, posted: QueryDict, name: str, value: str) -> None:
    seen = posted.get(f"{SEEN}{name}")
    if value == seen:
        return
    wish.changes[name] = _converted(name, value)
    if seen is not None:
        wish.seen[name] = seen


def _ask_field(wish: Asked, posted: QueryDict, name: str, value: Any) -> None:
    seen = posted.get(SEEN + name.replace(":", "-"))
    if seen is None or tickets_fields.as_text(value) == seen:
        return
    wish.changes[name], wish.seen[name] = value, seen


def _on_form(posted: QueryDict, name: str) -> bool:
    return name in posted or f"{SEEN}{name}" in posted


def _value(posted: QueryDict, name: str) -> str:
    if name == "tags":
        return _joined(each.lower().replace(" ", "-") for each in _several(posted, name))
    return posted.get(name, "").strip()


def _several(posted: QueryDict, name: str) -> list[str]:
    """Repeated, or typed with commas where no script runs."""
    values = (part.strip() for text in posted.getlist(name) for part in text.split(","))
    return list(dict.fromkeys(value for value in values if value))


def _joined(values: Any) -> str:
    return " ".join(sorted(values))


def _converted(name: str, value: str) -> Any:
    if name == "tags":
        return value.split()
    if name in MAY_BE_NEW and "@" in value:
        return value
    if name in IDS and not value:
        return None
    if name in (*IDS, *NUMBERS):
        if not value.isdecimal() or len(value) > 17:
            raise InvalidError(field=name, reason="unknown_value")
        return int(value)
    return value
