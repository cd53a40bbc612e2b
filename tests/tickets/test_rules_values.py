"""The values of custom fields: what each kind takes, refuses and gives back."""

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.kernel.ids import FieldId
from tridesk.tickets import rules
from tridesk.tickets.errors import FieldInvalidError
from tridesk.tickets.types import FieldKind, FieldSpec

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12) + 1, max_value=10**12 - 1)


def spec(kind: FieldKind, *, required: bool = False, options: tuple[str, ...] = ("A", "B", "C")) -> FieldSpec:
    return FieldSpec(FieldId(1), "key", "Name", kind, options=options, required=required)


VALUES: list[tuple[FieldKind, Any, Any]] = [
    (FieldKind.TEXT, " two words ", "two words"),
    (FieldKind.TEXT, "x" * 2000, "x" * 2000),
    (FieldKind.TEXT, "a\0b", "ab"),
    (FieldKind.NUMBER, "12,50", Decimal("12.5")),
    (FieldKind.NUMBER, " -3 ", Decimal(-3)),
    (FieldKind.NUMBER, 7, Decimal(7)),
    (FieldKind.NUMBER, "0.1234567", Decimal("0.123457")),
    (FieldKind.NUMBER, "999999999999.5", Decimal("999999999999.5")),
    (FieldKind.NUMBER, "123456789012.123456", Decimal("123456789012.123")),
    (FieldKind.DATE, "2026-02-28", date(2026, 2, 28)),
    (FieldKind.DATE, date(2026, 2, 28), date(2026, 2, 28)),
    (FieldKind.DATE, datetime(2026, 2, 28, 5, tzinfo=UTC), date(2026, 2, 28)),
    (FieldKind.CHOICE, "B", "B"),
    (FieldKind.CHOICES, "B", ("B",)),
    (FieldKind.CHOICES, ["C", "A", "C"], ("C", "A")),
    (FieldKind.CHOICES, ("A",), ("A",)),
    (FieldKind.PERSON, "12", 12),
    (FieldKind.PERSON, 12, 12),
    (FieldKind.YES_NO, "on", True),
    (FieldKind.YES_NO, True, True),
    (FieldKind.YES_NO, "No", False),
    (FieldKind.YES_NO, False, False),
    (FieldKind.YES_NO, "0", False),
]


@pytest.mark.parametrize(("kind", "raw", "value"), VALUES)
def test_values_become_what_their_kind_wants(kind: FieldKind, raw: object, value: object) -> None:
    checked = rules.checked_value(spec(kind, required=True), raw)
    assert checked == value
    assert type(checked) is type(value)


REFUSED: list[tuple[FieldKind, Any, str]] = [
    (FieldKind.TEXT, "x" * 2001, "too_long"),
    (FieldKind.NUMBER, "twelve", "not_a_number"),
    (FieldKind.NUMBER, "1.234,5", "not_a_number"),
    (FieldKind.NUMBER, "NaN", "not_a_number"),
    (FieldKind.NUMBER, "sNaN", "not_a_number"),
    (FieldKind.NUMBER, "Infinity", "not_a_number"),
    (FieldKind.NUMBER, "1000000000000", "not_a_number"),
    (FieldKind.NUMBER, "999999999999.9999999", "not_a_number"),
    (FieldKind.NUMBER, "1e400", "not_a_number"),
    (FieldKind.DATE, "2026-02-29", "not_a_date"),
    (FieldKind.DATE, "28/02/2026", "not_a_date"),
    (FieldKind.CHOICE, "D", "not_a_choice"),
    (FieldKind.CHOICE, ["A"], "not_a_choice"),
    (FieldKind.CHOICES, ["A", "D"], "not_a_choice"),
    (FieldKind.CHOICES, 5, "not_a_choice"),
    (FieldKind.PERSON, "Alice", "not_a_person"),
    (FieldKind.PERSON, "-1", "not_a_person"),
    (FieldKind.PERSON, "0", "not_a_person"),
    (FieldKind.PERSON, str(2**63), "not_a_person"),
    (FieldKind.PERSON, "9" * 5000, "not_a_person"),
    (FieldKind.YES_NO, "maybe", "not_yes_or_no"),
]


@pytest.mark.parametrize(("kind", "raw", "reason"), REFUSED)
def test_values_that_do_not_fit_are_refused_with_the_reason(kind: FieldKind, raw: object, reason: str) -> None:
    with pytest.raises(FieldInvalidError) as refused:
        rules.checked_value(spec(kind), raw)
    assert refused.value.values == {"field": "key", "name": "Name", "reason": reason}


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("raw", [None, "", "   ", "\0", [], ()])
def test_nothing_given_is_none_or_refused_where_it_is_required(kind: FieldKind, raw: object) -> None:
    assert rules.checked_value(spec(kind), raw) is None
    with pytest.raises(FieldInvalidError, match="required"):
        rules.checked_value(spec(kind, required=True), raw)


@given(NUMBERS)
def test_a_number_is_kept_as_both_databases_can_give_it_back(number: Decimal) -> None:
    kept = rules.checked_value(spec(FieldKind.NUMBER), str(number))
    assert isinstance(kept, Decimal)
    assert abs(kept) < 10**12
    assert Decimal(repr(float(kept))) == kept
    assert rules.checked_value(spec(FieldKind.NUMBER), str(kept)) == kept


@given(st.sampled_from(FieldKind), st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.lists(st.text())))
def test_any_value_is_taken_or_refused_but_never_breaks(kind: FieldKind, raw: object) -> None:
    with suppress(FieldInvalidError):
        rules.checked_value(spec(kind), raw)


@given(st.sets(st.sampled_from(["Lima", "Lima, Peru", "Paris, France", "São Paulo"])))
def test_several_choices_are_read_back_from_their_text(picked: set[str]) -> None:
    options = ("Lima", "Lima, Peru", "Paris, France", "São Paulo")
    text = ", ".join(sorted(picked))
    assert set(rules.chosen(spec(FieldKind.CHOICES, options=options), text)) == picked


def test_a_choice_that_no_longer_exists_is_not_read_back() -> None:
    with pytest.raises(FieldInvalidError, match="not_a_choice"):
        rules.chosen(spec(FieldKind.CHOICES), "A, D")


def test_a_field_belongs_to_its_types_or_to_all() -> None:
    everywhere = FieldSpec(FieldId(1), "a", "A", FieldKind.TEXT)
    changes = FieldSpec(FieldId(2), "b", "B", FieldKind.TEXT, types=("change",))
    assert rules.fields_for([everywhere, changes], "incident") == [everywhere]
    assert rules.fields_for([everywhere, changes], "change") == [everywhere, changes]
