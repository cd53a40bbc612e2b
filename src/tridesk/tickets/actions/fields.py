"""The values of a ticket's custom fields."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from tridesk.identity.queries import names
from tridesk.kernel.ids import PersonId
from tridesk.tickets import rules
from tridesk.tickets.errors import FieldInvalidError
from tridesk.tickets.models import Field, FieldValue, Ticket
from tridesk.tickets.types import FieldKind, FieldSpec, FieldValueType

_COLUMN = {
    FieldKind.TEXT: "text",
    FieldKind.NUMBER: "number",
    FieldKind.DATE: "date",
    FieldKind.CHOICE: "choice",
    FieldKind.CHOICES: "choice",
    FieldKind.PERSON: "person_id",
    FieldKind.YES_NO: "flag",
}


def set_values(
    ticket: Ticket, given: Mapping[str, object] | None, *, by_requester: bool, only_given: bool
) -> dict[str, tuple[str, str]]:
    """Checks and writes values by field key; returns the changes as text, by `field:key`.

    `only_given`: fields left out keep their value and are not asked for (a change, a mail); otherwise required
    fields must be there (a form). Raises FieldInvalidError, also for a key this ticket type does not have.
    """
    if only_given and not given:
        return {}
    given = given or {}
    specs = {spec.key: spec for spec in _specs(ticket, by_requester=by_requester)}
    if unknown := [key for key in given if key not in specs]:
        raise FieldInvalidError(field=unknown[0], name=unknown[0], reason="unknown")
    changes: dict[str, tuple[str, str]] = {}
    for key, spec in specs.items():
        if only_given and key not in given:
            continue
        before = _present(ticket, spec)
        if before and as_text(given.get(key)) == _joined(before):
            continue  # left as it was, even if it would not be taken today
        after = _write(ticket, spec, before, rules.checked_value(spec, given.get(key)))
        if before != after:
            changes[f"field:{key}"] = (_joined(before), _joined(after))
    return changes


def _specs(ticket: Ticket, *, by_requester: bool) -> list[FieldSpec]:
    active = Field.objects.filter(is_active=True)
    specs = rules.fields_for((field.spec() for field in active), ticket.type)
    return [spec for spec in specs if spec.for_requester] if by_requester else specs


def spec_of(key: str) -> FieldSpec | None:
    """The field of this key, also one no longer in use."""
    field = Field.objects.filter(key=key).first()
    return field.spec() if field is not None else None


def value_of(ticket: Ticket, key: str) -> str:
    """A field's present value as text, as `set_values` tells it; empty for none."""
    spec = spec_of(key)
    return _joined(_present(ticket, spec)) if spec is not None else ""


def text_of(key: str, value: object) -> str:
    """What a value that a form sent would be as text; the value itself where it cannot be taken."""
    spec = spec_of(key)
    try:
        return as_text(rules.checked_value(spec, value)) if spec is not None else as_text(value)
    except FieldInvalidError:
        return as_text(value)


def as_text(value: object) -> str:
    """A value as text, whether checked or as a form sent it; several are sorted and joined by ", "."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return _joined(_as_text(each) for each in value)
    return _as_text(value)


def _write(ticket: Ticket, spec: FieldSpec, present: list[str], value: FieldValueType) -> list[str]:
    values = () if value is None else value if isinstance(value, tuple) else (value,)
    wanted = sorted(_as_text(each) for each in values)
    if present != wanted:
        if spec.kind is FieldKind.PERSON and wanted and not names(person_ids=[PersonId(int(wanted[0]))]):
            raise FieldInvalidError(field=spec.key, name=spec.name, reason="not_a_person")
        column = _COLUMN[spec.kind]
        FieldValue.objects.filter(ticket=ticket, field_id=spec.id).delete()
        FieldValue.objects.bulk_create(FieldValue(ticket=ticket, field_id=spec.id, **{column: each}) for each in values)
    return wanted


def _present(ticket: Ticket, spec: FieldSpec) -> list[str]:
    rows = FieldValue.objects.filter(ticket=ticket, field_id=spec.id)
    return sorted(_as_text(stored) for stored in rows.values_list(_COLUMN[spec.kind], flat=True))


def _joined(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))


def _as_text(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
