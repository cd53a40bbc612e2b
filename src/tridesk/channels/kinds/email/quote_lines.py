"""What each line of a mail is: words, quote, introduction of a quote, header of history, separator, signature."""

import re
from enum import StrEnum
from functools import lru_cache

from tridesk.channels.kinds.email import quote_words as say


class Kind(StrEnum):
    TEXT = "t"
    EMPTY = "e"
    QUOTE = "q"
    INTRO = "i"  # "On Monday Alice wrote:"
    ORIGINAL = "o"  # "----- Original message -----"
    FORWARD = "f"  # "---------- Forwarded message ----------"
    HEADER = "h"
    RULE = "r"  # a line of dashes or the like
    DASHES = "d"  # "-- ", the sign of a signature (RFC 3676 4.3)
    MOBILE = "m"


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
_HEADER = re.compile(
    rf"^[\s*|]*(?:(?P<sender>{say.FROM})|(?P<sent>{say.SENT})|(?P<to>{say.TO})|(?P<subject>{say.SUBJECT})|"
    rf"{say.OTHER})"
    r"[\s*]*[:：](?!//)[\s*]*(?P<value>.*)$",
    re.IGNORECASE,
)
_YEAR_OR_DAY = r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}:\d\d|\d{1,2}\s?(?:年|月|日|년|월)|"
r"\d{1,2}h\d\d|\d{1,2}\.\d\d"
_DATED = re.compile(_YEAR_OR_DAY)
_OPENING = re.compile(
    rf"^[\s>*\-_|]*(?:(?:{say.OPENINGS})\b|\d{{1,4}}[-./年\s]|[^\W\d_]{{2,12}}\.?,?\s+\d|"
    rf"\W?[^<>]{{1,80}}[<(\[]\S+@)",
    re.IGNORECASE,
)
_VERB = re.compile(rf"(?:{say.VERBS})(?:[\s:：]|$|\W{{0,3}}$)", re.IGNORECASE)
_ENDS_WITH_VERB = re.compile(
    rf"(?:{say.VERBS})(?:\s+(?:o seguinte|lo siguiente|het volgende|het volgende geschreven|følgende|"
    rf"följande))?"
    r"[\s*_]*[:：;]?[\s*_\-]*$",
    re.IGNORECASE,
)
_VERB_THEN_DATE = re.compile(
    r"@\S+>?\s+(?:schrieb|skrev|escribió|ezt írta|kirjoitti|napisal|yazdı|wrote)\b.*\d.*[:：]\s*$",
    re.IGNORECASE,
)
_ADDRESS_COLON = re.compile(r"[<(\[]?[^\s<>()]+@[^\s<>()]+[>)\]]?\s*(?:님이 작성)?[:：]\s*$")
_GOOGLE_DATE = re.compile(
    r"^\s*\d{4}[-/]\d{1,2}[-/]\d{1,2}\s+(?:\d{1,2}:\d\d\s+GMT|"
    r"[^<>]{2,80}<\S+@\S+>\s*$)"
)
_NAME_WROTE = re.compile(
    rf"^(?!(?:the|el|la|los|las|it|he|she|they|you|i|we|this|o|a|os|as|der|die|das|le)\b)"
    rf"[^\W\d_][\w.'’-]*(?:[ ,]+[\w.'’\"-]+){{0,5}}\s+(?:{say.VERBS})\s*[:：]\s*$",
    re.IGNORECASE,
)
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"))
_MAX_INTRO = 500
_TAIL = 60  # where the verb of an introduction stands
_MAX_JOINED = 5


def kinds_of(lines: list[str]) -> list[Kind]:
    lines = [line.translate(_UNSEEN) for line in lines]
    kinds = [_kind(line) for line in lines]
    _mark_introductions(lines, kinds)
    _mark_bars(lines, kinds)
    _mark_wrapped_quotes(lines, kinds)
    _mark_wrapped_headers(lines, kinds)
    return kinds


def _kind(line: str) -> Kind:
    if not line.strip():
        return Kind.EMPTY
    if _QUOTE.match(line):
        return Kind.QUOTE
    if len(line) > 200:
        return Kind.TEXT
    if _DASHES.match(line):
        return Kind.DASHES
    if _RULE.match(line):
        return Kind.RULE
    if _FORWARD.match(line):
        return Kind.FORWARD
    if _ORIGINAL.match(line):
        return Kind.ORIGINAL
    if say.MOBILE_SIGNATURE.match(line):
        return Kind.MOBILE
    return Kind.HEADER if _HEADER.match(line) else Kind.TEXT


def header_role(line: str) -> str:
    """Which of `sender sent to subject` a header line of history is; empty for another or none."""
    match = _HEADER.match(line)
    return (match.lastgroup if match.lastgroup != "value" else _role(match)) or "" if match else ""


def _role(match: re.Match[str]) -> str:
    return next((name for name in ("sender", "sent", "to", "subject") if match[name]), "")


def header_value(line: str) -> str:
    match = _HEADER.match(line)
    return match["value"].strip() if match else ""


def unquoted(line: str) -> str:
    """One level of > taken away."""
    return re.sub(r"^\s*>\s?", "", line)


@lru_cache(maxsize=2048)  # one line is asked for in the text and in the HTML, alone and joined with others
def is_introduction(text: str) -> bool:
    """Whether the text, on one line, is what a program writes above the message it quotes."""
    text = text.strip()
    if not 6 < len(text) <= _MAX_INTRO:
        return False
    if _GOOGLE_DATE.match(text):
        return True
    dated = _DATED.search(text) is not None
    if not (dated or "@" in text) or not _OPENING.match(text):
        return False
    if _ENDS_WITH_VERB.search(text[-_TAIL:]):
        return True
    if not dated or text[-1] not in ":：":
        return False
    return bool(_VERB_THEN_DATE.search(text) or _ADDRESS_COLON.search(text))


def _mark_introductions(lines: list[str], kinds: list[Kind]) -> None:
    """Programs fold the introduction over several lines: they are looked at together."""
    index = 0
    while index < len(lines):
        count = _introduction_at(lines, kinds, index)
        for place in range(index, index + count):
            kinds[place] = Kind.INTRO
        index += max(count, 1)


def _introduction_at(lines: list[str], kinds: list[Kind], index: int) -> int:
    """How many lines from `index` on make an introduction; 0 for none."""
    usable = {Kind.TEXT, Kind.HEADER, Kind.MOBILE}
    if kinds[index] is Kind.TEXT and _NAME_WROTE.match(lines[index]) and _quote_follows(kinds, index):
        return 1
    if kinds[index] not in usable or not _OPENING.match(lines[index]):
        return 0
    joined = ""
    for count in range(1, _MAX_JOINED + 1):
        place = index + count - 1
        if place >= len(lines) or kinds[place] not in usable:
            return 0
        joined = f"{joined} {lines[place].strip()}".strip()
        if count > 1 and _DATED.search(lines[place]) and is_introduction(lines[place]):
            return 0  # the introduction starts only here
        if is_introduction(joined):
            return count + _short_tail(lines, kinds, place + 1)
    return 0


def _quote_follows(kinds: list[Kind], index: int) -> bool:
    """ "Bruno wrote:" without a date counts only right above a quote, below an empty line."""
    below = [kind for kind in kinds[index + 1 : index + 3] if kind is not Kind.EMPTY]
    return (index == 0 or kinds[index - 1] is Kind.EMPTY) and below[:1] == [Kind.QUOTE]


def _short_tail(lines: list[str], kinds: list[Kind], place: int) -> int:
    """ "... wrote" on one line and a lone verb or colon on the next."""
    if place < len(lines) and kinds[place] is Kind.TEXT and len(lines[place]) < 40:
        return int(bool(re.fullmatch(rf"\s*(?:{say.VERBS}|[:：])\s*[:：]?\s*", lines[place], re.IGNORECASE)))
    return 0


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
