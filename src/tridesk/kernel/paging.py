"""Keyset paging: a cursor is the sort key of the last row seen, so page 1,000 costs what page 1 does."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tridesk.kernel.errors import InvalidError


@dataclass(frozen=True, slots=True)
class Page[Row]:
    """Rows of one page, newest first as the query sorts, and the cursors of its neighbours (None: no such page)."""

    rows: Sequence[Row]
    newer: str | None
    older: str | None


def encode_cursor(*key: str | int | None) -> str:
    """A sort key as one opaque word that is safe in an address."""
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).rstrip(b"=").decode()


def decode_cursor(word: str, *, length: int) -> list[Any]:
    """The sort key of `encode_cursor`; raises InvalidError when the word is not one of ours with `length` parts."""
    try:
        raw = base64.urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
        key = json.loads(raw)
    except (ValueError, binascii.Error, UnicodeError, RecursionError) as error:
        raise InvalidError(field="cursor", reason="malformed") from error
    if not isinstance(key, list) or len(key) != length or not all(isinstance(p, str | int | None) for p in key):
        raise InvalidError(field="cursor", reason="malformed")
    return key
