"""The log as a program follows it: everything it may know, in order, each once, from a place on."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tridesk.identity.types import Actor
from tridesk.infra.outbox import feed
from tridesk.infra.outbox.log import Line
from tridesk.kernel.errors import InvalidError
from tridesk.webhooks.queries.hearing import heard
from tridesk.webhooks.rules.payloads import known_pattern, matches

LOOKED_AT = 500  # lines at most in one call, whoever asks and whatever for


@dataclass(frozen=True, slots=True)
class Piece:
    """Payloads, and the place after them. `more`: there may be others already."""

    items: list[dict[str, Any]]
    cursor: str
    more: bool


def piece(
    *, actor: Actor, cursor: str = "", from_start: bool = False, types: Collection[str] = (), limit: int = 100
) -> Piece:
    """What comes after the cursor; without one it begins now, or with all that is kept.

    A bounded number of lines is looked at: a piece may be empty and yet lead on. Two or three statements.
    Raises InvalidError for a cursor that is none and a type that there is not.
    """
    wanted = _wanted(types)
    if not cursor and not from_start:
        return Piece([], _told(feed.end()), more=False)
    begin = _place(cursor) if cursor else feed.Position()
    found = feed.after(begin, limit=LOOKED_AT)
    lines = [each.line for each in found if each.line is not None and matches(wanted, each.line.event.name)]
    able = {each.id: each.payload for each in heard(actor=actor, lines=lines)}
    items: list[dict[str, Any]] = []
    place = begin
    for each in found:
        if (payload := _of(each.line, able)) is not None:
            if len(items) == limit:
                return Piece(items, _told(place), more=True)
            items.append(payload)
        place = each.at
    return Piece(items, _told(place), more=len(found) == LOOKED_AT)


def _of(line: Line | None, able: dict[Any, dict[str, Any]]) -> dict[str, Any] | None:
    return able.get(line.id) if line is not None else None


def _wanted(types: Collection[str]) -> frozenset[str]:
    for name in types:
        if not known_pattern(name):
            raise InvalidError(field="type", reason="unknown_value", value=name)
    return frozenset(types) or frozenset({"*"})


def _told(place: feed.Position) -> str:
    return f"{place.tx}.{place.id}"


def _place(cursor: str) -> feed.Position:
    tx, dot, number = cursor.partition(".")
    if not (dot and tx.isdecimal() and number.isdecimal() and len(cursor) < 40):
        raise InvalidError(field="cursor", reason="malformed")
    return feed.Position(int(tx), int(number))
