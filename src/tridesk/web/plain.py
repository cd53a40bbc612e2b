"""Plain text as HTML: paragraphs, line ends, addresses one can follow. Whatever somebody wrote stays text."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_CLOSING = {")": "(", "]": "[", "}": "{"}


def paragraphs(text: str) -> SafeString:
    """`<p>` for what blank lines part, `<br>` for single line ends, links for http and https addresses."""
    blocks = _PARAGRAPHS.split(text.replace("\r\n", "\n").strip("\n"))
    return format_html_join("\n", "<p>{}</p>", ((_lines(block),) for block in blocks if block.strip()))


def _lines(block: str) -> SafeString:
    return format_html_join(format_html("{}\n", _break()), "{}", ((_linked(line),) for line in block.split("\n")))


def _break() -> SafeString:
    return format_html("<br{}>", "")


def _linked(line: str) -> SafeString:
    pieces: list[tuple[str | SafeString]] = []
    at = 0
    for match in _LINK.finditer(line):
        address = _trimmed(match[0])
        pieces += [(line[at : match.start()],), (_anchor(address),)]
        at = match.start() + len(address)
    return format_html_join("", "{}", [*pieces, (line[at:],)])


def _anchor(address: str) -> SafeString:
    return format_html('<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>', address)


def _trimmed(address: str) -> str:
    """Without the sentence's own marks at its end; a bracket stays that was opened inside."""
    while address:
        last = address[-1]
        if last in ".,;:!?'*_" or (last in _CLOSING and address.count(_CLOSING[last]) < address.count(last)):
            address = address[:-1]
        else:
            return address
    return address
