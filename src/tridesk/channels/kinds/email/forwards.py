"""Mail that was passed on: whose it was, so that the original sender can be offered as requester."""

import re

from tridesk.channels.kinds.email import quote_lines
from tridesk.channels.kinds.email.addresses import parse_addresses
from tridesk.channels.kinds.email.quote_lines import Kind
from tridesk.channels.kinds.email.quote_words import FORWARDED, FROM, SUBJECT_FORWARD
from tridesk.kernel.text import MailAddress

_MAX_LINES = 300
# Yahoo's plain text has no line ends between the headers.
_GLUED = re.compile(
    rf"^\s*-{{3,}}\s*(?:{FORWARDED})\s*-{{3,}}\s*(?:{FROM})\s*:\s*(?P<value>[^<>]{{0,200}}<[^<>\s]{{3,254}}>)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^(?P<name>[^<\[(]*?)\s*[<\[(]+\s*(?:mailto:)?(?P<address>[^\s<>\[\]()]+@[^\s<>\[\]()]+)")


def is_forward(subject: str, text: str) -> bool:
    """The subject says so and the text holds a mail; or the text alone says it plainly below words of the sender's."""
    lines = text.split("\n")[:_MAX_LINES]
    if SUBJECT_FORWARD.match(subject):
        return _history_at(lines) >= 0
    kinds = quote_lines.kinds_of(lines)
    for index, kind in enumerate(kinds):
        if kind in {Kind.INTRO, Kind.ORIGINAL, Kind.QUOTE}:
            return False
        if kind is Kind.FORWARD:
            return Kind.TEXT in kinds[:index]
    return False


def forwarded_from(subject: str, text: str) -> MailAddress | None:
    """Whose mail was passed on; None where none was, or where its sender is named without an address."""
    lines = text.split("\n")[:_MAX_LINES]
    glued = next((found for line in lines if line.count("---") and (found := _GLUED.match(line))), None)
    if glued is not None:
        return _address(glued["value"])
    return original_sender(text) if is_forward(subject, text) or _begins_as_forward(lines) else None


def words_above(text: str) -> str:
    """What somebody wrote above the mail they passed on; empty where they added nothing, or where none is found."""
    lines = text.split("\n")[:_MAX_LINES]
    at = next((index for index, line in enumerate(lines) if _GLUED.match(line)), _history_at(lines))
    return "\n".join(lines[: max(at, 0)]).strip()


def _begins_as_forward(lines: list[str]) -> bool:
    """Passed on under a subject of their own, without a word."""
    first = next((line for line in lines if line.strip()), "")
    return quote_lines.kinds_of([quote_lines.unquoted(first)]) == [Kind.FORWARD]


def original_sender(text: str) -> MailAddress | None:
    """Who the first header block of a forwarded mail names."""
    lines = [
        quote_lines.unquoted(line) if line.lstrip().startswith(">") else line for line in text.split("\n")[:_MAX_LINES]
    ]
    at = _history_at(lines)
    for index in range(max(at, 0), min(at + 14, len(lines)) if at >= 0 else 0):
        if quote_lines.header_role(lines[index]) == "sender":
            value = quote_lines.header_value(lines[index])
            if "@" not in value and index + 1 < len(lines):
                value = f"{value} {lines[index + 1].strip()}"
            return _address(value)
    return None


def _history_at(lines: list[str]) -> int:
    plain = [quote_lines.unquoted(line) for line in lines]
    kinds = quote_lines.kinds_of(plain)
    for index, kind in enumerate(kinds):
        if kind in {Kind.FORWARD, Kind.ORIGINAL}:
            return index
        if kind is Kind.HEADER:
            roles = {quote_lines.header_role(line) for line in plain[index : index + 8]}
            if len(roles & {"sender", "sent", "to", "subject"}) >= 3:
                return index
    return -1


def _address(value: str) -> MailAddress | None:
    value = value.replace("*", "").strip()
    found = _LISTED.match(value)
    if found:
        return MailAddress(name=found["name"].strip(" \"'"), address=found["address"].removeprefix("mailto:"))
    parsed = parse_addresses([value.encode("utf-8", "replace")])
    return next((address for address in parsed if "@" in address.address), None)
