"""The HTML of mails that the usual programs show, and cleaning what an administrator wrote down to it.

The tables follow what Gmail (web, Android, iOS), Outlook (Windows with Word's engine, Mac, web), Apple Mail and
Thunderbird document or are known to show; caniemail.com keeps a list of the same matter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3

from tridesk.channels.errors import MailTemplateInvalidError
from tridesk.channels.kinds.email.template_html import alone
from tridesk.kernel.text import clipped, one_line, word_set

TAGS = word_set(
    "a b blockquote br center code div em h1 h2 h3 h4 hr i img li ol p pre s small span strong sub sup table tbody td "
    "th thead tr u ul"
)
_SHAPE = word_set("align bgcolor height valign width")
ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": word_set("style dir lang title"),
    "a": word_set("href"),
    "blockquote": word_set("type"),
    "div": word_set("align"),
    "hr": word_set("align width"),
    "img": word_set("src alt width height"),
    "ol": word_set("start type"),
    "p": word_set("align"),
    "table": _SHAPE | word_set("border cellpadding cellspacing role"),
    "td": _SHAPE | word_set("colspan rowspan"),
    "th": _SHAPE | word_set("colspan rowspan scope"),
    "tr": word_set("align bgcolor valign"),
    "ul": word_set("type"),
}
PROPERTIES = word_set(
    "background-color border border-bottom border-collapse border-left border-right border-top color direction "
    "font-family font-size font-style font-weight height letter-spacing line-height margin margin-bottom margin-left "
    "margin-right margin-top max-width padding padding-bottom padding-left padding-right padding-top text-align "
    "text-decoration text-transform vertical-align white-space width word-break border-radius display"
)
# They act, ask for something or lead elsewhere: whoever wrote them should know that they cannot be in a mail.
_REFUSED = word_set(
    "applet audio base button embed form frame frameset iframe input math object script select svg textarea video"
)
# Parts of a whole page, pasted: their words are no words of the mail.
_WITH_CONTENT = word_set("head noscript style template title")
_FRAME = word_set("body head html")  # ours: nothing is lost by leaving them out
_HREF = re.compile(r"https://[^\s{}]+|mailto:[^\s{}]+|\{\{\s*link\s*\}\}", re.IGNORECASE)
_SRC = re.compile(r"cid:[^\s{}]+", re.IGNORECASE)
_VALUE = re.compile(r"[\w\s#%.,()'\"!+-]*")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Safe HTML, and what mail programs would not have shown: `<style>`, `class=`, `position:`."""

    html: str
    taken: tuple[str, ...]


def cleaned(html: str) -> Cleaned:
    """What mail programs show of it. Raises MailTemplateInvalidError for what would act or ask another server."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    safe = _CLEANER.clean(html).strip()
    return Cleaned(alone(safe), tuple(dict.fromkeys(reader.taken)))


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "style":
        return ";".join(f"{key}:{each}" for key, each, shown in declarations(value) if shown) or None
    if name == "href":
        return value if _HREF.fullmatch(value.strip()) else None
    return value if name != "src" or _SRC.fullmatch(value.strip()) else None


def declarations(style: str) -> Iterator[tuple[str, str, bool]]:
    """Property, value, and whether mail programs show it. No value can name an address."""
    for one in style.split(";"):
        name, colon, value = (each.strip() for each in one.partition(":"))
        if name:
            shown = name.lower() in PROPERTIES and bool(colon) and _VALUE.fullmatch(value) is not None
            yield name.lower(), value, shown and not re.search(r"url\s*\(|expression", value, re.IGNORECASE)


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(_WITH_CONTENT | _REFUSED),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_attribute,
    strip_comments=True,
    link_rel=None,
    url_schemes={"https", "mailto", "cid"},
)


class _Reader(HTMLParser):
    """Reads what was typed, with its lines."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _REFUSED:
            raise self._unsafe("unsafe", f"<{tag}>")
        if tag not in TAGS and tag not in _FRAME:
            self.taken.append(f"<{clipped(one_line(tag), 40)}>")
        for name, value in attrs if tag not in _FRAME else ():
            self._attribute(tag, name, (value or "").strip())

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on"):
            raise self._unsafe("unsafe", f"{clipped(one_line(name), 40)}=")
        if tag == "a" and name == "href" and not _HREF.fullmatch(value):
            raise self._unsafe("link", clipped(one_line(value), 80))
        if tag == "img" and name == "src" and not _SRC.fullmatch(value):
            raise self._unsafe("remote_picture", clipped(one_line(value), 80))
        if name == "style":
            self.taken += [f"{clipped(key, 40)}:" for key, _value, shown in declarations(value) if not shown]
        elif tag in TAGS and name not in ATTRIBUTES["*"] | ATTRIBUTES.get(tag, frozenset()):
            self.taken.append(f"{clipped(one_line(name), 40)}=")

    def handle_comment(self, data: str) -> None:
        if data.strip():
            self.taken.append("<!-- -->")

    def _unsafe(self, reason: str, name: str) -> MailTemplateInvalidError:
        return MailTemplateInvalidError(field="html", reason=reason, line=self.getpos()[0], name=name)
