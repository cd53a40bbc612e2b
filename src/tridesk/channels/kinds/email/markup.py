"""HTML of mails, made safe: parsed once, remote images held back, then cleaned by nh3 (allow-lists)."""

import binascii
import hashlib
import re
from collections.abc import Callable
from urllib.parse import unquote, unquote_to_bytes

import nh3
from selectolax.lexbor import LexborHTMLParser

from tridesk.channels.kinds.email import words
from tridesk.kernel.links import hidden_host
from tridesk.kernel.text import word_set

MAX_DEPTH = 150  # of elements: parsers need quadratic time for deeper ones
MAX_TAG = 4096  # characters of one tag

# elements that need no end tag do not count, or a list of them would look deep
_SHALLOW = word_set(
    "area base br col dd dt embed hr img input li link meta option p param source td th tr tbody thead wbr"
)
_INLINE = word_set(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr q s samp small "
    "span strike strong sub sup tt u var"
)
_NAME = re.compile(r"<(/?)([a-z][a-z0-9:_-]*)", re.IGNORECASE)
_ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9:_-]*)[^>]*>?", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{4096,}>?")
_DATA_URI = re.compile(
    r"(?<=[\"'=(\s])data:(image/[a-z0-9.+-]{1,40})(?:;[a-z0-9=_.-]{1,80})*?;base64,([a-z0-9+/=_%\s-]+)",
    re.IGNORECASE,
)
_REMOTE = re.compile(r"^\s*(?:https?:)?//", re.IGNORECASE)
_NOT_SEEN = re.compile(r"<[^>]*>|&nbsp;|\s")

_TAGS = word_set(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup "
    "dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img "
    "ins kbd li main mark nav ol p pre q rp rt ruby s samp section small span strike strong sub "
    "summary sup table tbody td tfoot th thead time tr tt u ul var wbr"
)
_SHAPE = frozenset({"align", "bgcolor", "border", "height", "valign", "width"})
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "style", "title"},
    "a": {"href"},
    "blockquote": {"type"},
    "col": {"span", *_SHAPE},
    "colgroup": {"span", *_SHAPE},
    "font": {"color", "face", "size"},
    "img": {"src", "data-remote-src", "alt", *_SHAPE},
    "ol": {"start", "type"},
    "table": {"cellpadding", "cellspacing", "summary", *_SHAPE},
    "td": {"colspan", "rowspan", "nowrap", *_SHAPE},
    "th": {"colspan", "rowspan", "nowrap", "scope", *_SHAPE},
    "time": {"datetime"},
    "tr": set(_SHAPE),
} | {tag: {"align"} for tag in ("div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "caption")}
# no property that can load an address or leave its place
_STYLES = {
    "color",
    "background-color",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "line-height",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "vertical-align",
    "white-space",
    "word-break",
    "direction",
    "letter-spacing",
    "list-style-type",
    "display",
    "width",
    "height",
    "max-width",
    "max-height",
    "min-width",
    "border",
    "border-bottom",
    "border-collapse",
    "border-color",
    "border-left",
    "border-radius",
    "border-right",
    "border-spacing",
    "border-style",
    "border-top",
    "border-width",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags={
        "script",
        "style",
        "title",
        "template",
        "noscript",
        "object",
        "applet",
        "svg",
        "math",
        "iframe",
    },
    attributes=_ATTRIBUTES,
    strip_comments=True,
    link_rel="noopener noreferrer nofollow",
    url_schemes={"http", "https", "mailto", "tel", "sip", "cid", "callto", "ftp", "sms"},
    filter_style_properties=set(_STYLES),
)


def parsed(html: str) -> LexborHTMLParser:
    """The document; deep nesting is flattened first, so that the cost stays in proportion to the length."""
    if len(html) > MAX_TAG and _LONG_TAG.search(html):
        html = _LONG_TAG.sub(lambda tag: tag[0][:MAX_TAG].rpartition(" ")[0] + ">", html)
    if html.count("<") > MAX_DEPTH and _is_deep(html):
        html = _flattened(html)
    return LexborHTMLParser(html)


class _Nesting:
    """How many elements are open, as a parser would count: an end tag without its start closes nothing."""

    def __init__(self) -> None:
        self.open: dict[str, int] = {}
        self.depth = [0, 0]  # blocks, inline elements

    def fits(self, name: str, *, closing: bool) -> bool:
        name = name.lower()
        if name in _SHALLOW:
            return True
        side = name in _INLINE
        count = self.open.get(name, 0)
        if closing:
            self.open[name] = max(count - 1, 0)
            self.depth[side] -= count > 0
            return self.depth[side] < MAX_DEPTH
        if self.depth[side] >= MAX_DEPTH:
            return False
        self.open[name] = count + 1
        self.depth[side] += 1
        return True


def _is_deep(html: str) -> bool:
    nesting = _Nesting()
    return not all(nesting.fits(name, closing=slash != "") for slash, name in _NAME.findall(html))


def _flattened(html: str) -> str:
    nesting = _Nesting()
    return _ELEMENT.sub(lambda tag: tag[0] if nesting.fits(tag[2], closing=tag[1] != "") else "", html)


def without_data_uris(html: str, add_file: Callable[[str, bytes, str], None]) -> str:
    """Pictures that lie inside the HTML become files: `add_file(content_type, content, content_id)`."""
    if "data:" not in html and "DATA:" not in html:
        return html
    seen: set[str] = set()

    def to_file(match: re.Match[str]) -> str:
        try:
            content = words.base64_bytes(unquote_to_bytes(match[2]))
        except (binascii.Error, ValueError):
            return ""
        if not content:
            return ""
        cid = f"data-{hashlib.sha256(content).hexdigest()[:24]}@inline"
        if cid not in seen:
            seen.add(cid)
            add_file(match[1].lower(), content, cid)
        return f"cid:{cid}"

    return _DATA_URI.sub(to_file, html)


def hold_back(document: LexborHTMLParser) -> set[str]:
    """Change the images in place: remote ones wait in data-remote-src. Returns the content ids that are shown."""
    shown: set[str] = set()
    for image in document.css("img"):
        source = (image.attributes.get("src") or "").strip()
        if source[:4].lower() == "cid:":
            cid = unquote(source[4:]).strip("<> ")
            shown.add(cid)
            image.attrs["src"] = f"cid:{cid}"
        elif _REMOTE.match(source):
            image.attrs["data-remote-src"] = source if source[:2] != "//" else f"https:{source}"
            del image.attrs["src"]
        elif source:
            del image.attrs["src"]  # a path means nothing here, and would ask our own server for it
    return shown


def name_hosts(document: LexborHTMLParser) -> None:
    """Change the links in place: one whose words claim another host than it leads to is followed by its true one."""
    for link in document.css("a[href]"):
        if host := hidden_host(link.text(), link.attributes.get("href") or ""):
            link.insert_after(f" [{host}]")


def safe(html: str) -> str:
    """Only what the allow-lists name; empty when nothing visible is left."""
    cleaned: str = _CLEANER.clean(html).strip()
    return cleaned if "<img" in cleaned or _NOT_SEEN.sub("", cleaned) else ""


def inner(document: LexborHTMLParser) -> str:
    body = document.body
    return (body.inner_html or "") if body is not None else ""
