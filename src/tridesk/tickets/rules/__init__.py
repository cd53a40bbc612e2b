"""Decisions about tickets. Pure: no database, no clock."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from tridesk.identity.types import Side
from tridesk.kernel.ids import PersonId
from tridesk.tickets.errors import FieldInvalidError
from tridesk.tickets.types import (
    DONE,
    TODO,
    FieldKind,
    FieldSpec,
    FieldValueType,
    Holder,
    Level,
    Priority,
    Status,
    Visibility,
)

MAX_SUBJECT = 250
MAX_TAG = 40
MAX_TEXT = 2000
SNIPPET = 140
_NUMBERS_END = Decimal(10) ** 12

# ITIL's matrix: impact down, urgency across.
_PRIORITY: dict[tuple[Level, Level], Priority] = {
    (Level.HIGH, Level.HIGH): Priority.EMERGENCY,
    (Level.HIGH, Level.MEDIUM): Priority.HIGH,
    (Level.HIGH, Level.LOW): Priority.MEDIUM,
    (Level.MEDIUM, Level.HIGH): Priority.HIGH,
    (Level.MEDIUM, Level.MEDIUM): Priority.MEDIUM,
    (Level.MEDIUM, Level.LOW): Priority.LOW,
    (Level.LOW, Level.HIGH): Priority.MEDIUM,
    (Level.LOW, Level.MEDIUM): Priority.LOW,
    (Level.LOW, Level.LOW): Priority.LOW,
}
_HOLDER = {
    Status.NEW: Holder.ANALYST,
    Status.OPEN: Holder.ANALYST,
    Status.ON_HOLD: Holder.ANALYST,
    Status.WAITING_REQUESTER: Holder.REQUESTER,
    Status.WAITING_VENDOR: Holder.VENDOR,
    Status.SOLVED: Holder.NOBODY,
    Status.CLOSED: Holder.NOBODY,
}


def proposed_priority(impact: Level, urgency: Level) -> Priority:
    """Priority from impact x urgency; a person may set another."""
    return _PRIORITY[impact, urgency]


def holder_of(status: Status) -> Holder:
    """Who has the ball in this status."""
    return _HOLDER[status]


def status_after_message(status: Status, *, side: Side, visibility: Visibility) -> Status:
    """A word from outside puts the ball back to us and reopens what was solved; a note changes nothing.

    An analyst's public reply makes a new ticket an open one; what it waits for, the analyst says.
    """
    if visibility is Visibility.INTERNAL or side is Side.SYSTEM:
        return status
    if side is Side.ANALYST:
        return Status.OPEN if status is Status.NEW else status
    return status if status in TODO else Status.OPEN


def may_become(before: Status, after: Status) -> bool:
    """Whether a person may set this status: nothing becomes new again."""
    return after is not Status.NEW or before is Status.NEW


def accepts_messages(status: Status) -> bool:
    """A closed ticket takes no more words: a later one opens a ticket of its own, linked to it."""
    return status is not Status.CLOSED


def side_in(side: Side, *, requester: bool) -> Side:
    """On whose side somebody speaks on this ticket: an analyst who asks for help is a requester there."""
    return Side.REQUESTER if requester and side is not Side.SYSTEM else side


def requester_may_set(before: Status, after: Status) -> bool:
    """The requester closes what no longer matters and reopens what is not solved after all."""
    if after is Status.SOLVED:
        return before not in DONE
    return after is Status.OPEN and before is Status.SOLVED


def clean_subject(subject: str) -> str:
    """One line, trimmed, at most MAX_SUBJECT characters; may be empty."""
    return " ".join(storable(subject).split())[:MAX_SUBJECT].rstrip()


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL cannot keep, and without halves of characters, which are no UTF-8."""
    return text.replace("\0", "").encode(errors="replace").decode()


def clean_tag(tag: str) -> str:
    """A tag as it is kept: lower case, words joined by hyphens; empty when nothing is left."""
    return re.sub(r"[\s,;]+", "-", storable(tag).lower()).strip("-")[:MAX_TAG].rstrip("-")


def snippet(text: str) -> str:
    """The first words, on one line, as lists show them."""
    line = " ".join(storable(text[: SNIPPET * 4]).split())
    return line if len(line) <= SNIPPET else line[: SNIPPET - 1].rstrip() + "…"


def fields_for(specs: Iterable[FieldSpec], ticket_type: str) -> list[FieldSpec]:
    """The fields a ticket of this type has."""
    return [spec for spec in specs if not spec.types or ticket_type in spec.types]


def checked_value(spec: FieldSpec, raw: object) -> FieldValueType:
    """The value as its kind wants it, or None for "nothing given". Raises FieldInvalidError with a reason."""
    if isinstance(raw, str):
        raw = storable(raw).strip()
    value = None if _is_nothing(raw) else _CHECKS[spec.kind](spec, raw)
    if value is None and spec.required:
        raise _refused(spec, "required")
    return value


def chosen(spec: FieldSpec, text: str) -> tuple[str, ...]:
    """Reads "a, b" back into choices; a choice may have commas of its own. Raises FieldInvalidError."""
    found: list[str] = []
    while text:
        fits = [option for option in spec.options if text == option or text.startswith(f"{option}, ")]
        if not fits:
            raise _refused(spec, "not_a_choice")
        found.append(max(fits, key=len))
        text = text[len(found[-1]) :].removeprefix(", ")
    return tuple(found)


def _is_nothing(raw: object) -> bool:
    return raw is None or (isinstance(raw, str | list | tuple | set | frozenset) and not raw)


def _refused(spec: FieldSpec, reason: str) -> FieldInvalidError:
    return FieldInvalidError(field=spec.key, name=spec.name, reason=reason)


def _text(spec: FieldSpec, raw: object) -> str:
    text = str(raw)
    if len(text) > MAX_TEXT:
        raise _refused(spec, "too_long")
    return text


def _number(spec: FieldSpec, raw: object) -> Decimal:
    try:
        number = Decimal(str(raw).replace(",", "."))
    except InvalidOperation:
        raise _refused(spec, "not_a_number") from None
    if not number.is_finite() or abs(number) >= _NUMBERS_END:
        raise _refused(spec, "not_a_number")
    number = round(number, 6)
    # SQLite keeps a number in fifteen digits; what it could not give back is rounded here, where it is seen.
    number = round(number, min(6, 15 - max(1, number.adjusted() + 1))) + 0
    if abs(number) >= _NUMBERS_END:
        raise _refused(spec, "not_a_number")
    return number


def _date(spec: FieldSpec, raw: object) -> date:
    if isinstance(raw, date):
        return raw.date() if isinstance(raw, datetime) else raw
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        raise _refused(spec, "not_a_date") from None


def _choice(spec: FieldSpec, raw: object) -> str:
    if raw not in spec.options:
        raise _refused(spec, "not_a_choice")
    return str(raw)


def _choices(spec: FieldSpec, raw: object) -> tuple[str, ...] | None:
    values = raw if isinstance(raw, Iterable) and not isinstance(raw, str) else (raw,)
    return tuple(dict.fromkeys(_choice(spec, value) for value in values)) or None


def _person(spec: FieldSpec, raw: object) -> PersonId:
    text = str(raw)
    if not text.isdecimal() or not 0 < int(text[:20]) < 2**63:
        raise _refused(spec, "not_a_person")
    return PersonId(int(text))


def _yes_no(spec: FieldSpec, raw: object) -> bool:
    word = str(raw).lower()
    if word in {"true", "1", "on", "yes"}:
        return True
    if word in {"false", "0", "off", "no"}:
        return False
    raise _refused(spec, "not_yes_or_no")


_CHECKS: dict[FieldKind, Callable[[FieldSpec, object], FieldValueType]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.PERSON: _person,
    FieldKind.YES_NO: _yes_no,
}
