"""What a person wrote now, as against the history below, above or between it, and the signature.

The lines are told apart in quote_lines; here is decided what of them is new. When in doubt, words stay.
"""

from dataclasses import dataclass

from tridesk.channels.kinds.email import quote_lines
from tridesk.channels.kinds.email.quote_lines import Kind

MAX_LINES = 10_000  # of a text; what is beyond stays as it is
_LONGEST_SIGNATURE = 15  # lines below a rule that may be a signature or a footer
_WORDS = frozenset({Kind.TEXT, Kind.RULE, Kind.HEADER})
_HEAD = frozenset({Kind.HEADER, Kind.ORIGINAL, Kind.FORWARD, Kind.EMPTY, Kind.RULE})


def new_text(text: str) -> str:
    """The text without quoted history and signature; empty when there is nothing else."""
    lines = text.split("\n")
    kept = kept_lines(lines[:MAX_LINES])
    rest = lines[MAX_LINES:] if kept and kept[-1] == MAX_LINES - 1 else []
    return "\n".join([lines[index].rstrip() for index in kept] + rest).strip("\n")


@dataclass(frozen=True, slots=True)
class _Text:
    """The lines, what they are, and where words are: looked up once, for a text may have thousands of rules."""

    lines: list[str]
    kinds: list[Kind]
    first_word: int
    last_word: int
    rules: int

    @classmethod
    def of(cls, lines: list[str], kinds: list[Kind]) -> "_Text":
        words = [index for index, kind in enumerate(kinds) if kind is Kind.TEXT]
        return cls(
            lines,
            kinds,
            words[0] if words else len(kinds),
            words[-1] if words else -1,
            kinds.count(Kind.RULE),
        )


def kept_lines(lines: list[str]) -> list[int]:
    """The indexes of the lines that are new."""
    text = _Text.of(lines, quote_lines.kinds_of(lines))
    kinds = text.kinds[: _end_by_signature(text)]
    text = _Text.of(lines, kinds)
    kept = [index for index in range(len(kinds)) if kinds[index] is not Kind.MOBILE]
    kept = _before_history(text, kept)
    kept = _without_introductions(kinds, kept)
    if not any(kinds[index] in _WORDS for index in kept) and not _is_history(text):
        return kept
    return _without_outer_quotes(kinds, kept)


def _is_history(text: _Text) -> bool:
    """Quotes alone are history when an introduction stands above or in them; else they are what was sent."""
    return any(
        kind is not Kind.QUOTE or quote_lines.is_introduction(line.lstrip("> "))
        for kind, line in zip(text.kinds, text.lines, strict=False)
        if kind is not Kind.EMPTY
    )


def _end_by_signature(text: _Text) -> int:
    """Where the signature starts: at "-- ", or at a rule that has little below it."""
    for index, kind in enumerate(text.kinds):
        if kind is Kind.DASHES and _is_signature(text, index) and not _is_list(text, index):
            return index
        if kind is Kind.RULE and _closes(text, index):
            return index
        if kind in {Kind.ORIGINAL, Kind.INTRO, Kind.FORWARD} and text.first_word < index:
            break
    return _end_after_quotes(text.kinds)


def _end_after_quotes(kinds: list[Kind]) -> int:
    """A signature below the quoted history."""
    last_quote = max((index for index, kind in enumerate(kinds) if kind is Kind.QUOTE), default=-1)
    if last_quote < 0:
        return len(kinds)
    for index in range(last_quote + 1, len(kinds)):
        if kinds[index] in {Kind.DASHES, Kind.RULE}:
            after = sum(kind in _WORDS for kind in kinds[index + 1 :])
            return index if after <= _LONGEST_SIGNATURE else len(kinds)
    return len(kinds)


def _is_signature(text: _Text, index: int) -> bool:
    return index > 0 or sum(kind in _WORDS for kind in text.kinds) <= _LONGEST_SIGNATURE


def _is_list(text: _Text, index: int) -> bool:
    """Two dashes among options and lists of dashes: not the sign of RFC 3676, which ends with a blank."""
    following = next((line for line in text.lines[index + 1 :] if line.strip()), "")
    return not text.lines[index].endswith(" ") and following.startswith("-")


def _closes(text: _Text, index: int) -> bool:
    """A rule ends the message when history or a few closing lines follow, and it is no ornament of the text."""
    kinds = text.kinds
    following = next((place for place in range(index + 1, len(kinds)) if kinds[place] is not Kind.EMPTY), -1)
    if following < 0:
        return True
    if kinds[following] in {Kind.INTRO, Kind.ORIGINAL} or _is_header_block(text, following):
        return text.first_word < index
    if text.rules > 1 or kinds[index - 1] is not Kind.EMPTY or text.first_word >= index:
        return False
    below = kinds[index + 1 :]
    stop = next((place for place, kind in enumerate(below) if kind in {Kind.INTRO, Kind.ORIGINAL}), len(below))
    underscores = set(text.lines[index].strip()) <= {"_"}
    few = sum(kind in _WORDS for kind in below[:stop]) <= (_LONGEST_SIGNATURE if underscores else 5)
    return few and Kind.QUOTE not in below


def _before_history(text: _Text, kept: list[int]) -> list[int]:
    """Cut where unquoted history begins, if words stand above it."""
    seen_words = False
    for place, index in enumerate(kept):
        kind = text.kinds[index]
        if seen_words and _begins_history(text, index):
            return kept[:place]
        if not seen_words and (kind in {Kind.ORIGINAL, Kind.FORWARD} or _is_header_block(text, index)):
            return _below_headers(text, kept[place:])
        seen_words = seen_words or kind in {Kind.TEXT, Kind.HEADER}
    return kept


def _below_headers(text: _Text, kept: list[int]) -> list[int]:
    """The history stands at the top and is all there is: its words stay, its headers go."""
    place = 0
    while place < len(kept) and text.kinds[kept[place]] in _HEAD:
        place += 1
    return _before_history(text, kept[place:]) if place else kept


def _begins_history(text: _Text, index: int) -> bool:
    kind = text.kinds[index]
    if kind in {Kind.ORIGINAL, Kind.FORWARD}:
        return True
    if kind is Kind.HEADER:
        return _is_header_block(text, index)
    return kind is Kind.INTRO and _introduces_the_rest(text, index)


def _introduces_the_rest(text: _Text, index: int) -> bool:
    """Nothing new below: either all is unquoted history, or all is quoted."""
    kinds = text.kinds
    while index < len(kinds) and kinds[index] in {Kind.EMPTY, Kind.INTRO}:
        index += 1
    return index == len(kinds) or kinds[index] is not Kind.QUOTE or text.last_word < index


def _is_header_block(text: _Text, index: int) -> bool:
    """Three headers of a message in a row, the sender or the date among them (two below a rule)."""
    lines, kinds = text.lines, text.kinds
    if kinds[index] is not Kind.HEADER:
        return False
    roles: list[str] = []
    addressed = False
    for place in range(index, min(index + 12, len(kinds))):
        if kinds[place] is Kind.EMPTY and kinds[place - 1] is Kind.HEADER:
            continue
        if kinds[place] is not Kind.HEADER:
            break
        roles.append(quote_lines.header_role(lines[place]))
        addressed = addressed or "@" in lines[place]
    distinct = {role for role in roles if role}
    after_rule = any(kind in {Kind.RULE, Kind.DASHES, Kind.ORIGINAL} for kind in kinds[max(index - 2, 0) : index])
    if after_rule:
        return len(distinct) >= 2 and bool(distinct & {"sender", "sent"})
    # "From: Lisbon, To: Madrid, Date: 3 March" orders a ticket
    return len(distinct) >= 3 and bool(distinct & {"sender", "sent"}) and ("subject" in distinct or addressed)


def _without_introductions(kinds: list[Kind], kept: list[int]) -> list[int]:
    """Introductions go; one at the top takes the quote below it along (the answer stands under it)."""
    place = 0
    while place < len(kept) and kinds[kept[place]] is Kind.EMPTY:
        place += 1
    if place < len(kept) and kinds[kept[place]] is Kind.INTRO:
        while place < len(kept) and kinds[kept[place]] in {Kind.INTRO, Kind.EMPTY}:
            place += 1
        while place < len(kept) and kinds[kept[place]] in {Kind.QUOTE, Kind.EMPTY}:
            place += 1
        kept = kept[place:]
    return [index for index in kept if kinds[index] is not Kind.INTRO]


def _without_outer_quotes(kinds: list[Kind], kept: list[int]) -> list[int]:
    """Quotes at the end go when there are words; a text of quotes alone is history."""
    end = len(kept)
    while end and kinds[kept[end - 1]] in {Kind.QUOTE, Kind.EMPTY}:
        end -= 1
    return kept[:end]
