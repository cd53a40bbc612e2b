"""What servers we trust found out about a mail's origin: Authentication-Results (RFC 8601). Pure; never raises.

Anybody can write such a header. Believed are only fields of servers that the administrator named, and of those only
the topmost ones: our own server puts its results above all that came with the mail.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from tridesk.channels.types import Authenticity

MAX_FIELD = 16_000  # characters of one field; what follows is not read
_METHODS = ("spf", "dkim", "dmarc", "arc")
_RESULTS = frozenset({"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"})
_OTHER_NAMES = {"hardfail": "fail", "policy": "fail"}  # RFC 5451 and RFC 8601 section 2.7.1
_MARKS = re.compile(r'\\.|["()]|[^\\"()]+|\\')
_WORDS = re.compile(r'("(?:[^"\\]|\\.)*")|([;=])|([^\s;="]+)|(?:".*)')
_QUOTED_PAIR = re.compile(r"\\(.)")


@dataclass(slots=True)
class _Result:
    """One method's result; `said` has its properties (`header.d`), lower case."""

    method: str
    result: str
    said: dict[str, str] = field(default_factory=dict)


def authenticity(fields: Iterable[str], *, trusted: Collection[str]) -> Authenticity:
    """`fields` are the unfolded header values, topmost first; `trusted` the authserv-ids to believe, any case.

    The first field that somebody else wrote ends what is believed. Where a method has several fields, the topmost
    counts alone: nothing below can turn a failure into a pass.
    """
    names = {name.lower() for name in trusted}
    read = (_read(one) for one in fields) if names else iter(())
    by_method: dict[str, list[_Result]] = {}
    by = ""
    for name, results in takewhile(lambda one: one[0] in names, read):
        here: dict[str, list[_Result]] = {}
        for each in results:
            here.setdefault(each.method, []).append(each)
        by_method, by = here | by_method, by or name
    dkim, dmarc, arc = (by_method.get(method, []) for method in ("dkim", "dmarc", "arc"))
    signers = [_domain(each.said, "header.d", "header.i") for each in dkim if each.result == "pass"]
    spf = [each for each in by_method.get("spf", []) if "smtp.helo" not in each.said] or by_method.get("spf", [])
    return Authenticity(
        spf=_agreed(spf),
        dkim="pass" if any(each.result == "pass" for each in dkim) else _agreed(dkim),
        dmarc=_agreed(dmarc),
        arc=_agreed(arc),
        spf_domain=_domain(spf[0].said, "smtp.mailfrom", "smtp.mail") if _agreed(spf) == "pass" else "",
        dkim_domains=tuple(dict.fromkeys(domain for domain in signers if domain)),
        dmarc_domain=_domain(dmarc[0].said, "header.from") if _agreed(dmarc) == "pass" else "",
        by=by,
    )


def _agreed(results: list[_Result]) -> str:
    """A pass only where nothing else is said."""
    return next((each.result for each in results if each.result != "pass"), results[0].result if results else "")


def _domain(said: dict[str, str], *names: str) -> str:
    value = next((said[name] for name in names if name in said), "")
    return value.rpartition("@")[2].strip("<>.")


def _read(text: str) -> tuple[str, list[_Result]]:
    """The authserv-id in lower case (empty: none that could be believed) and the results."""
    head, *statements = _statements(text[:MAX_FIELD]) or [[]]
    if not head or "=" in head or head[1:] not in ([], ["1"]):
        return "", []
    return head[0].lower(), [found for words in statements if (found := _result(words)) is not None]


def _result(words: list[str]) -> _Result | None:
    if len(words) < 3 or words[1] != "=":
        return None
    method, result = words[0].lower().partition("/")[0], words[2].lower()
    if method not in _METHODS:
        return None
    result = _OTHER_NAMES.get(result, result)
    said: dict[str, str] = {}
    at = 3
    while at < len(words):
        if words[at + 1 : at + 2] == ["="]:
            said.setdefault(words[at].lower(), "".join(words[at + 2 : at + 3]).lower())
            at += 3
        else:
            at += 1
    return _Result(method, result if result in _RESULTS else "none", said)


def _statements(text: str) -> list[list[str]]:
    """Divided at semicolons into words; `=` is a word, quotes are undone.

    A comment or quote that does not end takes the rest along: better nothing than what a stranger closed.
    """
    statements: list[list[str]] = [[]]
    for quoted, sign, word in _WORDS.findall(_without_comments(text)):
        if sign == ";":
            statements.append([])
        else:
            statements[-1].append(sign or word or _QUOTED_PAIR.sub(r"\1", quoted[1:-1]))
    return statements


def _without_comments(text: str) -> str:
    """A blank for each comment (RFC 5322 section 3.2.2: they nest, and a quote means nothing in them)."""
    out: list[str] = []
    depth, quoted = 0, False
    for mark in _MARKS.findall(text):
        if mark == '"' and not depth:
            quoted = not quoted
        if quoted or mark not in ("(", ")"):
            out.append("" if depth else mark)
            continue
        depth = max(depth + (1 if mark == "(" else -1), 0)
        out.append(" ")
    return "".join(out)
