"""Custom fields: their definitions and a ticket's values."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tridesk.identity.types import Actor, Permission
from tridesk.infra.prepared import Kept, Prepared
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import FieldId, TicketId
from tridesk.tickets import rules
from tridesk.tickets.models import Field, FieldValue
from tridesk.tickets.types import FieldKind, FieldSpec, FieldValueType


def field_specs(*, language: str, ticket_type: str | None = None) -> list[FieldSpec]:
    """The fields in use, in their order; with a type, only those its tickets have."""
    found = _kept.get("specs", _specs).rows()
    specs = [Field(*row).spec(language) for row in found]  # type: ignore[misc]  # one value a column
    return specs if ticket_type is None else rules.fields_for(specs, ticket_type)


_kept: Kept[Prepared] = Kept()


def _specs() -> Prepared:
    columns = (field.attname for field in Field._meta.concrete_fields)
    return Prepared(Field.objects.filter(is_active=True).order_by("position", "id").values_list(*columns))


def field_rows(*, actor: Actor) -> list[Field]:
    """All fields with their state, for the settings page. Raises NotAllowedError."""
    actor.require(Permission.FIELDS_MANAGE)
    return list(Field.objects.order_by("position", "id"))


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with all that was said of it; `names` by language."""

    id: FieldId
    key: str
    names: dict[str, str]
    kind: str
    options: list[str]
    ticket_types: list[str]
    required: bool
    for_requester: bool
    is_active: bool
    position: int


def field_row(*, actor: Actor, field_id: FieldId) -> FieldRow:
    """One field. Raises NotAllowedError, NotFoundError."""
    actor.require(Permission.FIELDS_MANAGE)
    return _row(Field.objects.all(), field_id)


def hold_field(*, actor: Actor, field_id: FieldId) -> FieldRow:
    """The same, locked until the transaction ends."""
    actor.require(Permission.FIELDS_MANAGE)
    return _row(Field.objects.select_for_update(), field_id)


def all_fields(*, actor: Actor) -> list[FieldRow]:
    """In their order: all of them for those who manage fields; for others those in use, as far as they see them."""
    rows = Field.objects.order_by("position", "id")
    if not actor.may(Permission.FIELDS_MANAGE):
        rows = rows.filter(is_active=True) if actor.is_staff else rows.filter(is_active=True, for_requester=True)
    return [FieldRow(*row) for row in rows.values_list(*_ROW)]


_ROW = (
    "id", "key", "names", "kind", "options", "ticket_types", "required", "for_requester", "is_active", "position",
)  # fmt: skip


def _row(rows: QuerySet[Field], field_id: FieldId) -> FieldRow:
    found = rows.filter(pk=field_id).values_list(*_ROW).first()
    if found is None:
        raise NotFoundError(field=field_id)
    return FieldRow(*found)


def field_values(*, ticket_id: TicketId, specs: Iterable[FieldSpec]) -> dict[str, FieldValueType]:
    """A ticket's values by field key; several choices as a tuple. The caller has made sure of the reader."""
    return field_values_of(ticket_ids=[ticket_id], specs=specs)[ticket_id]


def field_values_of(
    *, ticket_ids: Collection[TicketId], specs: Iterable[FieldSpec]
) -> dict[TicketId, dict[str, FieldValueType]]:
    """The same for many tickets, in one statement."""
    by_id = {spec.id: spec for spec in specs}
    found: dict[TicketId, dict[str, FieldValueType]] = {ticket: {} for ticket in ticket_ids}
    for row in FieldValue.objects.filter(ticket__in=ticket_ids, field__in=by_id).order_by("id"):
        _add(found[TicketId(row.ticket_id)], by_id[FieldId(row.field_id)], row)
    return found


def _add(values: dict[str, FieldValueType], spec: FieldSpec, row: FieldValue) -> None:
    if spec.kind is FieldKind.CHOICES:
        earlier = values.get(spec.key, ())
        values[spec.key] = (*(earlier if isinstance(earlier, tuple) else ()), row.choice or "")
        return
    column: dict[FieldKind, Any] = {
        FieldKind.TEXT: row.text,
        FieldKind.NUMBER: row.number,
        FieldKind.DATE: row.date,
        FieldKind.CHOICE: row.choice,
        FieldKind.PERSON: row.person_id,
        FieldKind.YES_NO: row.flag,
    }
    values[spec.key] = column[spec.kind]
