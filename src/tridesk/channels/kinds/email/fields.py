"""Structured headers: a value with parameters (RFC 2045, RFC 2231 and what programs write instead)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tridesk.channels.kinds.email import charsets, words

_PARAMETER = re.compile(
    r"""[;\s]*([^\s=;"*]+)\s*(\*\d{1,3})?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)(?:"|$)|([^;]*))""", re.DOTALL
)
_ESCAPED = re.compile(r"\\([\\\"])")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_COMMENT = re.compile(r"\([^()]*\)")
_MAX_PARAMETERS = 200


@dataclass(frozen=True, slots=True)
class Field:
    """`value` is in lower case and without comments; parameter names are in lower case, their values decoded."""

    value: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Piece:
    number: int
    encoded: bool
    text: str


def parse_field(raw: bytes | None, charset: str = "") -> Field:
    if not raw:
        return Field()
    text = words.unfolded(raw, charset)
    head, semicolon, rest = text.partition(";")
    name = head.partition("=")[0].strip()
    if not semicolon and "=" in head and "/" not in name and " " not in name:
        head, rest = "", head  # "Content-Disposition: filename=x"
    elif not semicolon and " " in head and "=" in head:
        head, _, rest = head.partition(" ")  # a forgotten semicolon
    head = _COMMENT.sub("", head).strip().strip("\"'").lower()
    return Field(value=head.replace(" ", ""), parameters=_parameters(rest) if rest else {})


def _parameters(rest: str) -> dict[str, str]:
    pieces: dict[str, list[_Piece]] = {}
    for name, piece in _raw_parameters(rest):
        pieces.setdefault(name, []).append(piece)
    return {name: _joined(found) for name, found in pieces.items()}


def _raw_parameters(rest: str) -> Iterator[tuple[str, _Piece]]:
    at = 0
    for _ in range(_MAX_PARAMETERS):
        match = _PARAMETER.match(rest, at)
        if not match or match.end() == at:
            following = rest.find(";", at + 1)
            if following < 0:
                return
            at = following
            continue
        name, section, star, quoted, bare = match.groups()
        text = _ESCAPED.sub(r"\1", quoted) if quoted is not None else bare.strip().strip("'")
        number = int(section[1:]) if section else -1
        yield name.lower(), _Piece(number, bool(star), text)
        at = match.end()


def _joined(pieces: list[_Piece]) -> str:
    """RFC 2231 continuations in their order; an extended value wins over a plain one of the same name."""
    whole = [piece for piece in pieces if piece.number < 0]
    numbered = sorted((piece for piece in pieces if piece.number >= 0), key=lambda piece: piece.number)
    extended = [piece for piece in whole if piece.encoded]
    chosen = extended[:1] or numbered or whole[:1]
    if not any(piece.encoded for piece in chosen):
        return words.decoded("".join(piece.text for piece in chosen)).strip()
    charset, data = _extended(chosen)
    return charsets.decode(data, charset)[0].strip()


def _extended(pieces: list[_Piece]) -> tuple[str, bytes]:
    first = pieces[0].text
    charset = ""
    if first.count("'") >= 2:
        charset, _language, first = first.split("'", 2)
    data = b""
    for piece, text in zip(pieces, [first, *(piece.text for piece in pieces[1:])], strict=True):
        raw = text.encode("utf-8", "surrogateescape")
        data += _PERCENT.sub(lambda found: bytes((int(found[1], 16),)), raw) if piece.encoded else raw
    return charset, data
