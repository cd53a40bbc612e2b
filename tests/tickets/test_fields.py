"""Custom fields are defined, changed and filtered by."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast, person
from tests.events import events, names
from tests.tickets.desk import opened

from tridesk.kernel.errors import InvalidError, NotAllowedError, NotFoundError
from tridesk.kernel.ids import FieldId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.define_field import FieldKeyTakenError, add_field, change_field
from tridesk.tickets.events import FieldChanged
from tridesk.tickets.models import FieldValue
from tridesk.tickets.queries import Filters, field_rows, field_specs, field_values, ticket_list
from tridesk.tickets.types import FieldKind, FieldSpec, TicketType


def added(cast: Cast, now: datetime, kind: FieldKind = FieldKind.TEXT, key: str = "", **values: Any) -> FieldId:
    return add_field(actor=cast.dante, key=key, kind=kind, values={"names": {"en": "Floor No."}, **values}, now=now)


def test_a_field_is_added_under_a_key_made_of_its_name(cast: Cast, now: datetime) -> None:
    number = added(cast, now, names={"en": " Floor No. ", "es": "Piso", "pt-br": " "}, position="3", required=1)
    (spec,) = field_specs(language="es")
    assert spec == FieldSpec(number, "floor_no", "Piso", FieldKind.TEXT, required=True)
    assert field_specs(language="pt-br")[0].name == "Floor No."
    assert names(f"field:{number}") == ["field.added"]


def test_a_key_is_given_once(cast: Cast, now: datetime) -> None:
    added(cast, now)
    with pytest.raises(FieldKeyTakenError):
        added(cast, now)
    assert added(cast, now, key="floor 2")
    with pytest.raises(InvalidError, match="key"):
        added(cast, now, names={"en": "楼层"})


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (FieldKind.TEXT, {"names": {}}, "names"),
        (FieldKind.TEXT, {"names": {"en": "  "}}, "names"),
        (FieldKind.CHOICE, {"options": []}, "options"),
        (FieldKind.CHOICES, {"options": [" "]}, "options"),
        (FieldKind.CHOICE, {"options": [str(n) for n in range(201)]}, "options"),
        (FieldKind.TEXT, {"ticket_types": ["party"]}, "ticket_types"),
        (FieldKind.TEXT, {"position": "first"}, "position"),
        (FieldKind.TEXT, {"position": -1}, "position"),
        (FieldKind.TEXT, {"colour": "x"}, "colour"),
    ],
)
def test_a_field_that_cannot_be_is_refused(
    cast: Cast, now: datetime, kind: FieldKind, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        added(cast, now, kind, **values)
    assert refused.value.values["field"] == field
    assert field_rows(actor=cast.dante) == []


def test_changes_of_a_field_are_audited(cast: Cast, now: datetime) -> None:
    number = added(cast, now, FieldKind.CHOICE, options=["A", "A", " B "])
    change_field(actor=cast.dante, field_id=number, values={"options": ["B", "C"], "required": False}, now=now)
    told = events(f"field:{number}")[-1]
    assert isinstance(told, FieldChanged)
    assert set(told.changes) == {"options"}
    assert told.audit
    change_field(actor=cast.dante, field_id=number, values={"options": ["B", "C"]}, now=now)
    assert len(names(f"field:{number}")) == 2


def test_only_who_manages_fields_defines_them(cast: Cast, now: datetime) -> None:
    number = added(cast, now)
    for who in (cast.alice, cast.bruno, cast.carla, cast.elena, cast.otto):
        with pytest.raises(NotAllowedError):
            add_field(actor=who, key="x", kind=FieldKind.TEXT, values={}, now=now)
        with pytest.raises(NotAllowedError):
            change_field(actor=who, field_id=number, values={}, now=now)
        with pytest.raises(NotAllowedError):
            field_rows(actor=who)
    with pytest.raises(NotFoundError):
        change_field(actor=cast.dante, field_id=FieldId(999), values={}, now=now)


def test_a_field_out_of_use_keeps_its_values_and_takes_none(cast: Cast, now: datetime) -> None:
    number = added(cast, now, key="floor")
    ticket = opened(cast, now)
    change(actor=cast.bruno, ticket_id=ticket, changes={"field:floor": "12"}, now=now)
    change_field(actor=cast.dante, field_id=number, values={"is_active": False}, now=now)
    assert field_specs(language="en") == []
    assert FieldValue.objects.get().text == "12"
    with pytest.raises(InvalidError, match="unknown"):
        change(actor=cast.bruno, ticket_id=ticket, changes={"field:floor": "13"}, now=now)


def test_fields_come_in_their_order_and_by_type(cast: Cast, now: datetime) -> None:
    for key, position, types in (("a", 2, []), ("b", 1, ["change"]), ("c", 0, ["incident"])):
        added(cast, now, key=key, position=position, ticket_types=types)
    assert [spec.key for spec in field_specs(language="en")] == ["c", "b", "a"]
    assert [spec.key for spec in field_specs(language="en", ticket_type="change")] == ["b", "a"]


BY_KIND: list[tuple[FieldKind, Any, Any, Any]] = [
    (FieldKind.TEXT, "Third floor", "THIRD", "fourth"),
    (FieldKind.NUMBER, "12,5", Decimal("12.5"), Decimal(12)),
    (FieldKind.DATE, "2026-03-01", date(2026, 3, 1), date(2026, 3, 2)),
    (FieldKind.CHOICE, "Lima", "Lima", "Rome"),
    (FieldKind.CHOICES, ["Rome", "Lima"], "Lima", "Oslo"),
    (FieldKind.YES_NO, "no", False, True),
]


@pytest.mark.parametrize(("kind", "given", "found", "missed"), BY_KIND)
def test_lists_are_filtered_by_a_field(
    cast: Cast, now: datetime, kind: FieldKind, given: Any, found: Any, missed: Any
) -> None:
    options = ["Lima", "Rome", "Oslo"] if kind in (FieldKind.CHOICE, FieldKind.CHOICES) else []
    added(cast, now, kind, key="it", options=options)
    ticket, _ = opened(cast, now), opened(cast, now)
    change(actor=cast.bruno, ticket_id=ticket, changes={"field:it": given}, now=now)
    (spec,) = field_specs(language="en", ticket_type=TicketType.INCIDENT)

    def having(value: Any) -> list[int]:
        rows = ticket_list(actor=cast.bruno, filters=Filters(fields=((spec, value),))).rows
        return [each.id for each in rows]

    assert (having(found), having(missed), having(None) if kind is not FieldKind.TEXT else []) == ([ticket], [], [])


def test_lists_are_filtered_by_a_person(cast: Cast, now: datetime) -> None:
    added(cast, now, FieldKind.PERSON, key="it")
    ticket = opened(cast, now)
    change(actor=cast.bruno, ticket_id=ticket, changes={"field:it": str(cast.otto.person_id)}, now=now)
    (spec,) = field_specs(language="en")
    by_otto = Filters(fields=((spec, person(cast.otto)),))
    assert [each.id for each in ticket_list(actor=cast.bruno, filters=by_otto).rows] == [ticket]


def test_several_choices_are_read_as_a_tuple(cast: Cast, now: datetime) -> None:
    added(cast, now, FieldKind.CHOICES, key="it", options=["A", "B"])
    ticket = opened(cast, now)
    change(actor=cast.bruno, ticket_id=ticket, changes={"field:it": ["B", "A"]}, now=now)
    assert field_values(ticket_id=ticket, specs=field_specs(language="en")) == {"it": ("B", "A")}


@pytest.mark.parametrize(
    "columns", [{}, {"text": "x", "number": 1}, {"flag": True, "choice": "x"}], ids=["none", "two", "other two"]
)
def test_the_database_keeps_a_value_in_exactly_one_column(cast: Cast, now: datetime, columns: dict[str, Any]) -> None:
    field, ticket = added(cast, now), opened(cast, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        FieldValue.objects.create(ticket_id=ticket, field_id=field, **columns)


def test_the_database_keeps_one_value_of_a_field(cast: Cast, now: datetime) -> None:
    field, ticket = added(cast, now), opened(cast, now)
    FieldValue.objects.create(ticket_id=ticket, field_id=field, text="one")
    with pytest.raises(IntegrityError), transaction.atomic():
        FieldValue.objects.create(ticket_id=ticket, field_id=field, text="two")
