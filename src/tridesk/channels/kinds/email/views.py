"""The views of a message's words: all of them and the new ones, as text and as safe HTML."""

import re
from dataclasses import dataclass

from tridesk.channels.kinds.email import forwards, history_html, markup, plain, quotes
from tridesk.channels.kinds.email.body import MAX_HTML, Segment, as_html

_STUB = re.compile(
    r"(?:html|browser|compatible|view this|does not support|graphical|correio|navegador|email client)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Views:
    text: str
    new_text: str
    html: str
    new_html: str
    shown: frozenset[str]  # content ids of pictures the HTML shows


def views_of(segments: list[Segment], subject: str) -> Views:
    whole = _joined(segments)
    if not whole:
        text = _joined_text(segments)
        new = text if forwards.is_forward(subject, text) else quotes.new_text(text)
        return Views(text=text, new_text=new.strip("\n"), html="", new_html="", shown=frozenset())
    return _rich(whole, segments, subject)


def _rich(whole: str, segments: list[Segment], subject: str) -> Views:
    document = markup.parsed(whole[: MAX_HTML * 2])
    shown = markup.hold_back(document)
    markup.name_hosts(document)
    lines = plain.lines_of(document)
    safe = markup.safe(markup.inner(document))
    text = _joined_text(segments, plain.text_from(lines))
    if forwards.is_forward(subject, text) or forwards.is_forward(subject, plain.text_from(lines)):
        return Views(text=text, new_text=text, html=safe, new_html=safe, shown=frozenset(shown))
    found, left = history_html.new_lines(document)
    new_html = markup.safe(markup.inner(document))
    new_text = quotes.new_text(text)
    if not _own_text(segments) or (found and new_text.strip() == text.strip()):
        new_text = plain.text_from(left)
    return Views(text=text, new_text=new_text.strip("\n"), html=safe, new_html=new_html, shown=frozenset(shown))


def _own_text(segments: list[Segment]) -> bool:
    """The sender wrote a text of their own beside the HTML, not a line that asks for another program."""
    texts = [segment.text for segment in segments if segment.html is not None]
    words = " ".join(text or "" for text in texts).strip()
    return bool(words) and all(text is not None for text in texts) and not (len(words) < 200 and _STUB.search(words))


def _joined_text(segments: list[Segment], from_html: str = "") -> str:
    if any(segment.html is not None for segment in segments) and not _own_text(segments):
        return from_html
    return (
        "\n\n".join(segment.text.strip("\n") for segment in segments if segment.text and segment.text.strip())
        or from_html
    )


def _joined(segments: list[Segment]) -> str:
    """One HTML for all; plain stretches between HTML ones keep their lines. Empty when none is HTML."""
    if not any(segment.html and segment.html.strip() for segment in segments):
        return ""
    if len(segments) == 1:
        return segments[0].html or ""
    return "\n".join(segment.html if segment.html else as_html(segment.text or "") for segment in segments)
