"""Custom fields at this door: which of them a reader knows, in filters and in bodies; a person in one is an id."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tridesk.api.call import Call
from tridesk.api.ids import Kind, given
from tridesk.kernel.errors import InvalidError
from tridesk.tickets.queries import field_specs
from tridesk.tickets.types import FieldKind, FieldSpec

_PREFIX = "field."
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}
_LONGEST = 200  # characters of a filter's value


def readable_specs(call: Call, *, ticket_type: str | None = None) -> list[FieldSpec]:
    """The fields in use that this reader may know: those outside only what is asked of them, and nobody's name."""
    specs = field_specs(language=call.actor.language, ticket_type=ticket_type)
    if call.actor.is_staff:
        return specs
    return [spec for spec in specs if spec.for_requester and spec.kind is not FieldKind.PERSON]


def fields_asked(call: Call) -> tuple[tuple[FieldSpec, Any], ...]:
    """The filters `field.KEY=value` of a list; one statement where there are any. Raises InvalidError."""
    asked = {
        name.removeprefix(_PREFIX): text for name, text in call.request.GET.dict().items() if name.startswith(_PREFIX)
    }
    if not asked:
        return ()
    specs = {spec.key: spec for spec in readable_specs(call)}
    found = []
    for key, text in asked.items():
        if key not in specs:
            raise InvalidError(field=f"{_PREFIX}{key}", reason="unknown")
        found.append((specs[key], _plain(specs[key], text)))
    return tuple(found)


def _plain(spec: FieldSpec, given_text: object) -> Any:
    text = str(given_text)
    try:
        if len(text) > _LONGEST:
            raise ValueError
        if spec.kind is FieldKind.NUMBER:
            number = Decimal(text)
            if not number.is_finite() or abs(number.adjusted()) > 15:
                raise ValueError
            return number
        if spec.kind is FieldKind.DATE:
            return date.fromisoformat(text)
        if spec.kind is FieldKind.YES_NO:
            return _YES_NO[text.lower()]
    except (ValueError, KeyError, InvalidOperation):
        raise InvalidError(field=f"{_PREFIX}{spec.key}", reason="malformed") from None
    return given(Kind.PERSON, text, field=f"{_PREFIX}{spec.key}") if spec.kind is FieldKind.PERSON else text


def values_in(call: Call, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a body says of custom fields, people as their numbers. Raises InvalidError for an id that is none."""
    if not fields:
        return {}
    kinds = {spec.key: spec.kind for spec in field_specs(language=call.actor.language)}
    return {
        key: given(Kind.PERSON, str(value), field=f"fields.{key}")
        if kinds.get(key) is FieldKind.PERSON and value not in (None, "")
        else value
        for key, value in fields.items()
    }
