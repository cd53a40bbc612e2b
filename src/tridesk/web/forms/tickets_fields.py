"""Custom fields in forms: how each kind is asked for, and how its answer is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict

from tridesk.kernel.ids import PersonId
from tridesk.tickets.types import FieldKind, FieldSpec

PREFIX = "field-"


@dataclass(frozen=True, slots=True)
class FieldInput:
    """One field of a form: its definition, what stands in it, what was wrong with it."""

    spec: FieldSpec
    value: Any
    errors: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.spec.key}"


def given(posted: QueryDict, specs: Sequence[FieldSpec]) -> dict[str, Any]:
    """What a form said about these fields, by key; only those that were on the form."""
    return {
        spec.key: _given(posted, spec)
        for spec in specs
        if f"{PREFIX}{spec.key}" in posted or f"{PREFIX}{spec.key}-asked" in posted
    }


def _given(posted: QueryDict, spec: FieldSpec) -> Any:
    values = [value for value in posted.getlist(f"{PREFIX}{spec.key}") if value]
    if spec.kind is FieldKind.CHOICES:
        return tuple(values)
    return values[0].strip() if values else ""


def as_text(value: Any) -> str:
    """A stored value as text, the way the room tells of it: several are sorted and joined."""
    if value is None or value == "":
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(sorted(as_text(each) for each in value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def inputs(
    specs: Sequence[FieldSpec], values: Mapping[str, Any], errors: Mapping[str, str] | None = None
) -> list[FieldInput]:
    """The fields ready to be drawn."""
    wrong = errors or {}
    return [FieldInput(spec, values.get(spec.key), (wrong[spec.key],) if spec.key in wrong else ()) for spec in specs]


def people_in(specs: Sequence[FieldSpec], values: Mapping[str, Any]) -> set[PersonId]:
    """The people these values name, so that their names can be fetched at once."""
    kinds = {spec.key for spec in specs if spec.kind is FieldKind.PERSON}
    return {PersonId(int(values[key])) for key in kinds if str(values.get(key) or "").isdecimal()}


def plain_value(spec: FieldSpec, text: str) -> Any:
    """A text as the value of its kind, for comparing; None where it cannot be one."""
    try:
        if spec.kind is FieldKind.NUMBER:
            return Decimal(text.replace(",", "."))
        if spec.kind is FieldKind.DATE:
            return date.fromisoformat(text)
        if spec.kind is FieldKind.PERSON:
            return int(text)
    except (ValueError, InvalidOperation):
        return None
    if spec.kind is FieldKind.YES_NO:
        return text in ("yes", "true", "1", "on")
    return text
