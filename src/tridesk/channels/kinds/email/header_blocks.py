"""Headers of history in the text: "From: ... Sent: ... To: ... Subject: ...", in the languages we know and others.

Known names are told by their role. A block in another language is told by its shape: names and values in a row, an
address in the first and a moment in another; or a divider of dashes above it.
"""

import re
from collections.abc import Iterator

from tridesk.channels.kinds.email import quote_words as say
from tridesk.channels.kinds.email.line_kinds import Kind

_HEADER = re.compile(
    rf"^[\s*|]*(?:(?P<sender>{say.FROM})|(?P<sent>{say.SENT})|(?P<to>{say.TO})|(?P<subject>{say.SUBJECT})|"
    rf"{say.OTHER})"
    r"[\s*]*[:：](?!//)[\s*]*(?P<value>.*)$",
    re.IGNORECASE,
)
_BARE = re.compile(rf"^\s*(?:(?:{say.TO})|(?:{say.SUBJECT}))\s*$", re.IGNORECASE)
_ROLES = ("sender", "sent", "to", "subject")
_LABEL = re.compile(r"^[\s*]*[^\W\d_][^:：\d<>@]{0,28}[:：](?!//)[\s*]*(?P<value>\S.*)$")
_ADDRESSED = re.compile(r"[<\[(](?:mailto:)?[^\s<>@]+@[^\s<>@]+[>\])]")
_MOMENT = re.compile(
    r"(?:(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d\d)\b.*\d{1,2}[:.h]\d\d|\d{1,2}[:.]\d\d.*\b(?:19|20)\d\d\b"
)
_DIVIDER = re.compile(r"^\s*[-_=*~—–]{3,}\s*[^\W_][^<>]{1,60}?\s*[-_=*~—–]{2,}\s*$")
_MAX_BLOCK = 10


def is_header(line: str) -> bool:
    return _HEADER.match(line) is not None


def header_role(line: str) -> str:
    """Which of `sender sent to subject` a header line of history is; empty for another or none."""
    match = _HEADER.match(line)
    return next((name for name in _ROLES if match[name]), "") if match else ""


def header_value(line: str) -> str:
    match = _HEADER.match(line)
    return match["value"].strip() if match else ""


def mark(lines: list[str], kinds: list[Kind]) -> None:
    """Blocks that their names do not tell begin history all the same."""
    for index, line in enumerate(lines):
        if kinds[index] not in {Kind.TEXT, Kind.HEADER} or len(line) > 300:
            continue
        if _DIVIDER.match(line):
            found = _is_below_divider(lines, index)
        else:
            found = _is_foreign(lines, index) or _is_of_notes(lines, index)
        if found:
            kinds[index] = Kind.ORIGINAL


def _labels(lines: list[str], index: int) -> Iterator[str]:
    """The values of the names and values in a row, empty lines aside."""
    for line in lines[index : index + _MAX_BLOCK]:
        match = _LABEL.match(line)
        if match:
            yield match["value"]
        elif line.strip() and not line.startswith((" ", "\t")):
            return


def _is_below_divider(lines: list[str], index: int) -> bool:
    values = list(_labels(lines, index + 1))
    below = " ".join(values)
    return len(values) >= 3 and bool(_ADDRESSED.search(below) or "@" in below) and _MOMENT.search(below) is not None


def _is_foreign(lines: list[str], index: int) -> bool:
    first = _LABEL.match(lines[index])
    if not first or not _ADDRESSED.search(first["value"]):
        return False
    values = list(_labels(lines, index))
    dated = any(_MOMENT.search(value) for value in values[1:4])
    # forms and bug reports name a person and a moment too, but in a language whose names we know
    return dated and len(values) >= 3 and (not lines[index].partition(":")[0].isascii() or "@" in values[1] + values[2])


def _is_of_notes(lines: list[str], index: int) -> bool:
    """Lotus Notes sets names and values on lines of their own: the sender, the moment, "To", ..."""
    if not ("@" in lines[index] or "/" in lines[index]) or index + 4 >= len(lines):
        return False
    below = [line for line in lines[index + 1 : index + 12] if line.strip()]
    return (
        bool(below)
        and len(below[0]) < 60
        and _MOMENT.search(below[0]) is not None
        and (sum(_BARE.match(line) is not None for line in below[1:]) >= 2)
    )
