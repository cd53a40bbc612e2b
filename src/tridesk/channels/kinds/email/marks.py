"""Marks of the way: message ids, envelope addresses, our own hop mark, lists, languages."""

import re
from collections.abc import Iterator

from tridesk.channels.kinds.email import robots, words
from tridesk.channels.kinds.email.wire import Part
from tridesk.channels.types import TransportMarks
from tridesk.kernel.text import one_line

HOP_HEADER = "X-Tridesk-Hop"
MAX_IDS = 500

# the envelope's recipient, by those who write it down; the most exact first
_ENVELOPE = (
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-rcpt-to",
    "delivered-to",
    "x-delivered-to",
    "x-forwarded-to",
    "apparently-to",
    "resent-to",
)
_ID = re.compile(r"<([^<>\s]{1,900})>")
_BARE_ID = re.compile(r"[^\s<>,;()\"]{1,900}@[^\s<>,;()\"]{1,255}")
_ADDRESS = re.compile(r"(?<![^\s<>,;()\"])[^\s<>,;()\"]+@[^\s<>,;()\"]+")


def ids_in(values: list[bytes]) -> tuple[str, ...]:
    """Message ids without angle brackets, each once, in order; folds inside an id are undone."""
    found: dict[str, None] = {}
    for value in values:
        text = words.unfolded(value)
        glued = re.sub(r"<[^<>]*>", lambda match: re.sub(r"\s+", "", match[0]), text)
        ids = (
            _ID.findall(glued) or _BARE_ID.findall(text) or ([] if " " in text else [text.strip("<>")] if text else [])
        )
        for one in ids:
            found.setdefault(one, None)
            if len(found) >= MAX_IDS:
                return tuple(found)
    return tuple(found)


def marks_of(top: Part) -> TransportMarks:
    return TransportMarks(
        auto_submitted=_word(top, "auto-submitted"),
        precedence=_word(top, "precedence"),
        list_id=_list_id(top),
        hops=tuple(words.header_text(value) for value in top.all(HOP_HEADER.lower())[:100]),
        return_path=_return_path(top),
        delivered_to=_delivered_to(top),
        language=_language(top),
        authentication_results=tuple(_authentication_results(top))[:20],
        answers=robots.is_answer(top),
        suppress=_word(top, "x-auto-response-suppress"),
        program=one_line(top.text_of("user-agent") or top.text_of("x-mailer"))[:200],
    )


def _authentication_results(top: Part) -> Iterator[str]:
    """The topmost ones. What lies below the next Received line came with the mail: anybody may have written it.

    Encoded words are left as they are: a decoded one could bring signs that the server never wrote.
    """
    begun = False
    for name, value in top.headers:
        if name == "authentication-results":
            begun = True
            yield one_line(words.unfolded(value))
        elif begun and name == "received":
            return


def _word(top: Part, name: str) -> str:
    return one_line(top.text_of(name)).lower().partition(";")[0].strip()


def _list_id(top: Part) -> str:
    text = top.text_of("list-id") or top.text_of("mailing-list") or top.text_of("x-mailing-list")
    found = re.search(r"<([^<>]+)>", text)
    return (found[1] if found else one_line(text)).strip()


def _return_path(top: Part) -> str:
    """The envelope's sender in lower case, "<>" for a mail that must not be answered; empty where nobody wrote it."""
    text = top.text_of("return-path")
    found = _ADDRESS.search(text)
    return found[0].lower() if found else "<>" if "<>" in text.replace(" ", "") else ""


def _delivered_to(top: Part) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in _ENVELOPE:
        for value in top.all(name)[:50]:
            for address in _ADDRESS.findall(words.header_text(value)):
                found.setdefault(address.lower(), None)
    return tuple(found)


def _language(top: Part) -> str:
    text = top.text_of("content-language") or next(
        (part.text_of("content-language") for part in top.walk() if part.type.startswith("text/")), ""
    )
    found = re.match(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", text.strip())
    return found[0] if found else ""
