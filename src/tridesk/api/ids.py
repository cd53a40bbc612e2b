"""What things are called outside: kinds and words in place of numbers (infra/public_ids.py)."""

from tridesk.infra.public_ids import number_of, public_id, unveiled, veiled
from tridesk.kernel.errors import InvalidError, NotFoundError
from tridesk.kernel.ids import Kind

__all__ = ["Kind", "cursor_in", "cursor_out", "given", "meant", "named", "told", "told_or_none"]


def told(kind: Kind, number: int) -> str:
    return public_id(kind.value, number)


def told_or_none(kind: Kind, number: int | None) -> str | None:
    return None if number is None else public_id(kind.value, number)


def named(kind: Kind, word: str) -> int:
    """The number behind a path's id; raises NotFoundError for a word that is none of ours."""
    number = number_of(kind.value, word)
    if number is None:
        raise NotFoundError(id=word)
    return number


def given(kind: Kind, word: str | None, *, field: str) -> int | None:
    """The number behind an id in a body or a filter; raises InvalidError that names the field."""
    return None if word is None else meant(kind, word, field=field)


def meant(kind: Kind, word: str, *, field: str) -> int:
    """The number behind an id that a body must name; raises InvalidError that names the field."""
    number = number_of(kind.value, word)
    if number is None:
        raise InvalidError(field=field, reason="unknown_value", value=word)
    return number


def cursor_out(cursor: str | None) -> str | None:
    return None if cursor is None else veiled(cursor)


def cursor_in(word: str | None) -> str:
    """The cursor as the rooms know it, "" for none; raises InvalidError."""
    if not word:
        return ""
    cursor = unveiled(word)
    if cursor is None:
        raise InvalidError(field="cursor", reason="malformed")
    return cursor
