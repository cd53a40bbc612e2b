"""What each line of a mail is: words, quote, introduction of a quote, header of history, separator, signature."""

import re

from tridesk.channels.kinds.email import header_blocks, introductions
from tridesk.channels.kinds.email import quote_words as say
from tridesk.channels.kinds.email.header_blocks import header_role, header_value
from tridesk.channels.kinds.email.introductions import is_introduction
from tridesk.channels.kinds.email.line_kinds import Kind

__all__ = ["Kind", "header_role", "header_value", "is_introduction", "kinds_of", "unquoted"]


_QUOTE = re.compile(r"^\s*(?:>|[A-Z]{1,2}>(?:\s|$))")
_BAR = re.compile(r"^\s*\|(?:\s|$)")
_RULE = re.compile(r"^\s*[-_=~*#+—–─━]{2,}\s*$")
_DASHES = re.compile(r"^\s?(?:--|—|–|ᐧ)\s*$|^__$")
_MARKED = r"\s*(?:[-_=*#<>─—‐‑‒–]{2,}\s*)"
_ORIGINAL = re.compile(
    rf"^{_MARKED}(?:{say.ORIGINAL})\s*:?{_MARKED}$|^{_MARKED}?(?:{say.ORIGINAL})\s*:?{_MARKED}?$",
    re.IGNORECASE,
)
_FORWARD = re.compile(rf"^{_MARKED}?(?:{say.FORWARDED})\s*:?\s*{_MARKED}?$", re.IGNORECASE)
_GROUPWISE = re.compile(r"^\s*>>>\s?[^>].{2,120}\d.{0,20}>>>\s*$")  # ">>> Alice Doe 3/3/2025 10:00 AM >>>"
_NOTES = re.compile(
    r"^\S.{1,80}? ?---\s?\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\s[\d:. apmAPM]{4,12}---"
)  # "Alice ---3/3/2025 10:00---"
_INTRO_LIKE = re.compile(rf"^\s*(?:{say.OPENINGS})\b|^\s*<?https?:|.*\d{{1,2}}:\d\d", re.IGNORECASE)
_UNSEEN = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\xad")
)


def kinds_of(lines: list[str]) -> list[Kind]:
    lines = [line.translate(_UNSEEN) for line in lines]
    kinds = [_kind(line) for line in lines]
    _unmark_sentences(lines, kinds)
    _mark_devices(lines, kinds)
    header_blocks.mark(lines, kinds)
    introductions.mark(lines, kinds)
    _mark_bars(lines, kinds)
    _mark_wrapped_quotes(lines, kinds)
    _mark_wrapped_headers(lines, kinds)
    return kinds


def _kind(line: str) -> Kind:
    if not line.strip():
        return Kind.EMPTY
    if _QUOTE.match(line):
        return Kind.ORIGINAL if _GROUPWISE.match(line) else Kind.QUOTE
    if len(line) > 200:
        return Kind.TEXT
    if _DASHES.match(line):
        return Kind.DASHES
    if _RULE.match(line):
        return Kind.RULE
    if _NOTES.match(line):
        return Kind.ORIGINAL
    if _FORWARD.match(line):
        return Kind.FORWARD
    if _ORIGINAL.match(line):
        return Kind.ORIGINAL
    if say.MOBILE_SIGNATURE.match(line):
        return Kind.MOBILE
    return Kind.HEADER if header_blocks.is_header(line) else Kind.TEXT


def _unmark_sentences(lines: list[str], kinds: list[Kind]) -> None:
    """ "Sent from my desk a letter" / "that never came": words go on, so it is none of a program's."""
    for index, kind in enumerate(kinds):
        if kind is not Kind.MOBILE:
            continue
        goes_on = index + 1 < len(kinds) and kinds[index + 1] is Kind.TEXT and not _INTRO_LIKE.match(lines[index + 1])
        began = index > 0 and kinds[index - 1] is Kind.TEXT and lines[index].lstrip()[:1].islower()
        if goes_on or began:
            kinds[index] = Kind.TEXT


def _mark_devices(lines: list[str], kinds: list[Kind]) -> None:
    """What a phone adds below the words, in a language whose phrase we do not know: a paragraph of its own."""
    worded = False
    for index, kind in enumerate(kinds):
        if kind is not Kind.TEXT:
            continue
        alone = all(kinds[near] is not Kind.TEXT for near in (index - 1, index + 1) if 0 <= near < len(kinds))
        if worded and alone and len(lines[index]) <= 100 and say.DEVICE_SIGNATURE.match(lines[index]):
            kinds[index] = Kind.MOBILE
        worded = True


def unquoted(line: str) -> str:
    """One level of > taken away."""
    return re.sub(r"^\s*>\s?", "", line)


def _mark_bars(lines: list[str], kinds: list[Kind]) -> None:
    """Some programs quote with | below their introduction; anywhere else it is a table."""
    quoting = False
    for index, kind in enumerate(kinds):
        if kind is Kind.INTRO:
            quoting = True
        elif quoting and _BAR.match(lines[index]):
            kinds[index] = Kind.QUOTE
        elif kind is not Kind.EMPTY:
            quoting = False


def _mark_wrapped_quotes(lines: list[str], kinds: list[Kind]) -> None:
    """A quoted line that was too long was wrapped by a program, and its rest has lost its mark."""
    for index in range(1, len(lines) - 1):
        before, after = kinds[index - 1], kinds[index + 1]
        if kinds[index] is Kind.TEXT and before is after is Kind.QUOTE and len(lines[index - 1].rstrip()) >= 60:
            kinds[index] = Kind.QUOTE if len(lines[index]) < len(lines[index - 1]) else kinds[index]


def _mark_wrapped_headers(lines: list[str], kinds: list[Kind]) -> None:
    """ "Subject: some words" / "that go on here" / "To: ..." """
    for index in range(1, len(lines) - 1):
        if kinds[index] in {Kind.TEXT, Kind.INTRO} and kinds[index - 1] is Kind.HEADER:
            near = kinds[index + 1] is Kind.HEADER and kinds[index - 1] is Kind.HEADER
            if near and header_role(lines[index + 1]) != header_role(lines[index - 1]):
                kinds[index] = Kind.HEADER
