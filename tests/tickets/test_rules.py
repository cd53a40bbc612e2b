"""Decisions about tickets, without a database."""

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.identity.types import Side
from tridesk.kernel.ids import FieldId
from tridesk.tickets import rules
from tridesk.tickets.errors import FieldInvalidError
from tridesk.tickets.types import DONE, TODO, FieldKind, FieldSpec, Holder, Level, Priority, Status, Visibility

PUBLIC, INTERNAL = Visibility.PUBLIC, Visibility.INTERNAL
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12) + 1, max_value=10**12 - 1)


def spec(kind: FieldKind, *, required: bool = False, options: tuple[str, ...] = ("A", "B", "C")) -> FieldSpec:
    return FieldSpec(FieldId(1), "key", "Name", kind, options=options, required=required)


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        (1, 1, Priority.EMERGENCY),
        (1, 2, Priority.HIGH),
        (2, 1, Priority.HIGH),
        (1, 3, Priority.MEDIUM),
        (2, 2, Priority.MEDIUM),
        (3, 1, Priority.MEDIUM),
        (2, 3, Priority.LOW),
        (3, 2, Priority.LOW),
        (3, 3, Priority.LOW),
    ],
)
def test_priority_is_itils_matrix(impact: int, urgency: int, priority: Priority) -> None:
    assert rules.proposed_priority(Level(impact), Level(urgency)) is priority


def test_more_impact_or_urgency_never_lowers_the_priority() -> None:
    for impact, urgency in product(Level, Level):
        here = rules.proposed_priority(impact, urgency)
        if impact > Level.HIGH:
            assert rules.proposed_priority(Level(impact - 1), urgency) <= here
        if urgency > Level.HIGH:
            assert rules.proposed_priority(impact, Level(urgency - 1)) <= here


@pytest.mark.parametrize(
    ("status", "holder"),
    [
        (Status.NEW, Holder.ANALYST),
        (Status.OPEN, Holder.ANALYST),
        (Status.ON_HOLD, Holder.ANALYST),
        (Status.WAITING_REQUESTER, Holder.REQUESTER),
        (Status.WAITING_VENDOR, Holder.VENDOR),
        (Status.SOLVED, Holder.NOBODY),
        (Status.CLOSED, Holder.NOBODY),
    ],
)
def test_every_status_says_who_has_the_ball(status: Status, holder: Holder) -> None:
    assert rules.holder_of(status) is holder


@pytest.mark.parametrize("status", Status)
def test_a_word_from_outside_always_gives_us_the_ball(status: Status) -> None:
    for side in (Side.REQUESTER, Side.VENDOR):
        after = rules.status_after_message(status, side=side, visibility=PUBLIC)
        assert after is (status if status in TODO else Status.OPEN)
        assert rules.holder_of(after) is Holder.ANALYST


@pytest.mark.parametrize("status", Status)
def test_an_analysts_reply_only_makes_new_open(status: Status) -> None:
    after = rules.status_after_message(status, side=Side.ANALYST, visibility=PUBLIC)
    assert after is (Status.OPEN if status is Status.NEW else status)


@pytest.mark.parametrize("status", Status)
def test_notes_and_robots_move_nothing(status: Status) -> None:
    for side in Side:
        assert rules.status_after_message(status, side=side, visibility=INTERNAL) is status
    assert rules.status_after_message(status, side=Side.SYSTEM, visibility=PUBLIC) is status


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_nothing_becomes_new_again(before: Status, after: Status) -> None:
    assert rules.may_become(before, after) is not (after is Status.NEW and before is not Status.NEW)


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_a_requester_closes_what_is_open_and_reopens_what_is_solved(before: Status, after: Status) -> None:
    allowed = (after is Status.SOLVED and before not in DONE) or (before, after) == (Status.SOLVED, Status.OPEN)
    assert rules.requester_may_set(before, after) is allowed


def test_only_a_closed_ticket_takes_no_words() -> None:
    assert [status for status in Status if not rules.accepts_messages(status)] == [Status.CLOSED]


def test_an_analyst_who_asks_speaks_as_a_requester() -> None:
    assert rules.side_in(Side.ANALYST, requester=True) is Side.REQUESTER
    assert rules.side_in(Side.ANALYST, requester=False) is Side.ANALYST
    assert rules.side_in(Side.VENDOR, requester=False) is Side.VENDOR
    assert rules.side_in(Side.SYSTEM, requester=True) is Side.SYSTEM


@given(st.text())
def test_a_subject_is_one_trimmed_line_of_bounded_length(text: str) -> None:
    subject = rules.clean_subject(text)
    assert len(subject) <= rules.MAX_SUBJECT
    assert subject == subject.strip() == rules.clean_subject(subject)
    assert "\n" not in subject
    assert "\0" not in subject
    subject.encode()


@given(st.text())
def test_a_snippet_is_one_short_line(text: str) -> None:
    line = rules.snippet(text)
    assert len(line) <= rules.SNIPPET
    assert line == " ".join(line.split())


@pytest.mark.parametrize(
    ("text", "line"),
    [("", ""), (" a \n\n b\t", "a b"), ("x" * 140, "x" * 140), ("x" * 141, "x" * 139 + "…"), ("a\0b", "ab")],
)
def test_snippets(text: str, line: str) -> None:
    assert rules.snippet(text) == line


@given(st.text())
def test_a_tag_is_lower_case_without_gaps_and_stays_itself(text: str) -> None:
    tag = rules.clean_tag(text)
    assert len(tag) <= rules.MAX_TAG
    assert tag == rules.clean_tag(tag)
    assert not set(tag) & set(" ,;\n\0")
    assert tag == tag.strip("-")


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("VPN", "vpn"),
        (" new  laptop ", "new-laptop"),
        ("a,b;c", "a-b-c"),
        (", ;", ""),
        ("Ñandú", "ñandú"),
        ("-x-", "x"),
    ],
)
def test_tags(word: str, tag: str) -> None:
    assert rules.clean_tag(word) == tag


def test_a_tag_cut_at_a_hyphen_ends_before_it() -> None:
    assert rules.clean_tag("a" * 39 + " b") == "a" * 39


@given(st.text())
def test_what_is_storable_has_no_nul_and_is_utf8(text: str) -> None:
    rules.storable(text + "\ud800\0").encode()
    assert "\0" not in rules.storable(text + "\0")


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
