"""Mail that was passed on: whose it was, so that the original sender can be offered as requester."""

import re

from tridesk.channels.kinds.email import quote_lines
from tridesk.channels.kinds.email.addresses import parse_addresses
from tridesk.channels.kinds.email.quote_lines import Kind
from tridesk.channels.kinds.email.quote_words import SUBJECT_FORWARD
from tridesk.kernel.text import MailAddress

_MAX_LINES = 300
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
