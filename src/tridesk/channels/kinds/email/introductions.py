"""Introductions of quotes: "On Monday Alice wrote:", in many languages, orders and folds.

Told by their parts, not by their wording: a date or an address, a verb of writing, and nothing else behind it but a
name or a date. A sentence of a person has more.
"""

import re
from functools import lru_cache

from tridesk.channels.kinds.email import quote_words as say
from tridesk.channels.kinds.email.line_kinds import Kind
from tridesk.kernel.text import word_set

_DATED = re.compile(
    r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}:\d\d|\d{1,2}\s?(?:年|月|日|년|월)|\d{1,2}h\d\d|"
    r"\b\d{1,2}\.\d\d\b|[٠-٩]{4}"
)
_OPENING = re.compile(
    rf"^[\s>*\-_|]*(?:(?:{say.OPENINGS})\b|(?:a|at|o)\s+\w{{0,4}},?\s*\d|\d{{1,4}}[-./年\s]|[^\W\d_]{{2,12}}\.?,?\s+\d|"
    rf"\W?[^<>]{{1,80}}[<(\[]\S+@|[^\W\d_][^\s<>,]*(?:[ ,]+[^\s<>,]+){{0,5}}?\s+(?:{say.VERBS})\b)",
    re.IGNORECASE,
)
_VERB = re.compile(rf"(?:^|(?<=[\s(>\]\"]))(?:{say.VERBS})(?=$|[\s(:：,])|写道|寫道|のメール|님이 작성", re.IGNORECASE)
_ENDS_WITH_VERB = re.compile(
    rf"(?:{say.VERBS})(?:\s+(?:o seguinte|lo siguiente|het volgende|het volgende geschreven|følgende|följande|this|"
    r"the following))?[\s*_]*[:：;]?[\s*_\-]*$",
    re.IGNORECASE,
)
# the words of a person: "On 3 March my colleague wrote:"
_PROSE = re.compile(
    r"\b(?:(?!am\b|pm\b|at\b|a\b)[a-zé]{2,}\s+(?!am\b|pm\b)[a-z]{2,}|(?i:i|we|he|she|they|it|who|which|yo|él|ella|ellos|eu|ele|ela|eles|ich|wir|er))\s+"
    r"(?:wrote|writes|said|escribió|escreveu|schrieb)\s*[:：]?\s*$"
)
_ADDRESS_COLON = re.compile(r"[<(\[]?[^\s<>()]+@[^\s<>()]+[>)\]]?\s*(?:님이 작성)?[:：]\s*$")
_GOOGLE_DATE = re.compile(r"^\s*\d{4}[-/]\d{1,2}[-/]\d{1,2}\s+(?:\d{1,2}:\d\d\s+GMT|[^<>]{2,80}<\S+@\S+>\s*$)")
_CITING = re.compile(rf"^\s*(?:{say.CITING})\b.{{1,160}}(?:@|\d).{{0,80}}[:：)>]\s*$", re.IGNORECASE)
_NAMED_AND_DATED = re.compile(r"^\s*\*?\s*[^<>@:]{0,80}<\S+@\S+>\s*[\[(][^\])]*\d[^\])]*[\])]\s*[:：]\s*$")
_NAME_WROTE = re.compile(
    r"^(?!(?:the|el|la|los|las|it|he|she|they|you|i|we|this|o|a|os|as|der|die|das|le)\b)"
    rf"[^\W\d_][\w.'’-]*(?:[ ,]+[\w.'’\"<>@+-]+){{0,6}}\s+(?:{say.VERBS})\s*[:：]\s*$",
    re.IGNORECASE,
)
_PARTICLES = word_set("von van de da di der den ter la le el al bin del do dos das e y via")
_MAX_INTRO = 500
_TAIL = 60  # where the verb of an introduction stands
_MAX_JOINED = 5
_SMALL_WORDS = 5  # of a date in words; a sentence has more
_STARTS = (_OPENING, _CITING, _NAMED_AND_DATED)
_USABLE = frozenset({Kind.TEXT, Kind.HEADER, Kind.MOBILE})


@lru_cache(maxsize=2048)  # one line is asked for in the text and in the HTML, alone and joined with others
def is_introduction(text: str) -> bool:
    """Whether the text, on one line, is what a program writes above the message it quotes."""
    text = text.strip()
    if not 6 < len(text) <= _MAX_INTRO:
        return False
    if _GOOGLE_DATE.match(text) or _CITING.match(text) or _NAMED_AND_DATED.match(text):
        return True
    dated = _DATED.search(text) is not None
    if not (dated or "@" in text) or not _OPENING.match(text):
        return False
    if _ENDS_WITH_VERB.search(text[-_TAIL:]):
        return _PROSE.search(text[-_TAIL:]) is None
    if not dated or text[-1] not in ":：":
        return False
    return bool(_ADDRESS_COLON.search(text)) or any(_frames(text, verb) for verb in _VERB.finditer(text))


def _frames(text: str, verb: re.Match[str]) -> bool:
    """Behind the verb there is only who wrote it, or when."""
    behind = text[verb.end() :].strip(" :：")
    if _DATED.search(behind):
        small = sum(word[0].islower() for word in behind.split())
        return len(behind) <= 100 and small <= _SMALL_WORDS and ("@" in text or not _DATED.search(text[: verb.start()]))
    return len(behind) <= 100 and _DATED.search(text[: verb.start()]) is not None and _is_name(behind)


def _is_name(text: str) -> bool:
    words = re.sub(r"[<(\[]?\S+@\S+|[\"'(),]", " ", text).split()
    return len(words) <= 6 and all(word in _PARTICLES or not word[0].islower() for word in words)


def mark(lines: list[str], kinds: list[Kind]) -> None:
    """Programs fold the introduction over several lines: they are looked at together."""
    index = 0
    while index < len(lines):
        count = _introduction_at(lines, kinds, index)
        for place in range(index, index + count):
            kinds[place] = Kind.INTRO
        index += max(count, 1)


def _introduction_at(lines: list[str], kinds: list[Kind], index: int) -> int:
    """How many lines from `index` on make an introduction; 0 for none."""
    if len(lines[index]) > _MAX_INTRO:
        return 0
    if kinds[index] is Kind.TEXT and _NAME_WROTE.match(lines[index]) and _quote_follows(kinds, index):
        return 1
    if kinds[index] not in _USABLE or not any(form.match(lines[index]) for form in _STARTS):
        return 0
    joined = ""
    for count in range(1, _MAX_JOINED + 1):
        place = index + count - 1
        if place >= len(lines) or len(joined) > _MAX_INTRO or not _goes_on(joined, lines, kinds, place):
            return 0
        joined = f"{joined} {lines[place].strip()}".strip()
        if count > 1 and _DATED.search(lines[place]) and is_introduction(lines[place]):
            return 0  # the introduction starts only here
        if is_introduction(joined):
            return count + _short_tail(lines, kinds, place + 1)
    return 0


def _goes_on(joined: str, lines: list[str], kinds: list[Kind], place: int) -> bool:
    """Also where an address was folded before its bracket: "<alice@acme.example" / "> wrote:", or with a gap."""
    if kinds[place] in _USABLE:
        return True
    if kinds[place] is Kind.QUOTE:
        return joined.count("<") > joined.count(">") and len(lines[place]) < 60
    following = lines[place + 1].lstrip() if place + 1 < len(lines) else ""
    return kinds[place] is Kind.EMPTY and joined != "" and following.startswith("<") and "@" in following


def _quote_follows(kinds: list[Kind], index: int) -> bool:
    """ "Bruno wrote:" without a date counts only right above a quote, below an empty line."""
    below = [kind for kind in kinds[index + 1 : index + 3] if kind is not Kind.EMPTY]
    return (index == 0 or kinds[index - 1] is Kind.EMPTY) and below[:1] == [Kind.QUOTE]


def _short_tail(lines: list[str], kinds: list[Kind], place: int) -> int:
    """ "... wrote" on one line and a lone verb or colon on the next."""
    if place < len(lines) and kinds[place] is Kind.TEXT and len(lines[place]) < 40:
        return int(bool(re.fullmatch(rf"\s*(?:{say.VERBS}|[:：])\s*[:：]?\s*", lines[place], re.IGNORECASE)))
    return 0
