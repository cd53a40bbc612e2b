"""HTML that people write at our doors, made safe: only what the writing surface knows is left."""

import re
from collections.abc import Callable
from html import unescape

import nh3
from selectolax.lexbor import LexborHTMLParser

MAX_HTML = 500_000  # characters; far more than anybody writes
_TAGS = {"a", "b", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "hr", "i", "img", "li", "ol", "p", "pre"}
_TAGS |= {"s", "strong", "sub", "sup", "u", "ul"}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style", "title", "template", "iframe", "object", "svg", "math"},
    attributes={"a": {"href"}, "img": {"src", "alt", "data-upload"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer nofollow",
    strip_comments=True,
)
_SEEN = re.compile(r"<[^>]*>|&nbsp;|\s")
_ENDS = re.compile(r"</(?:p|li|h[1-4]|blockquote|pre)>|<br[^>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^>]*>")


def clean_html(html: str) -> str:
    """Only what the writing surface knows; empty when nothing visible is left."""
    cleaned: str = _CLEANER.clean(html[:MAX_HTML]).strip()
    return cleaned if "<img" in cleaned or _SEEN.sub("", cleaned) else ""


def with_pictures(html: str, content_id: Callable[[str], str | None]) -> str:
    """The HTML made safe, its uploaded pictures (`data-upload`) pointing at the parts that `content_id` names; where it
    names none, and for pictures of other servers, the picture is taken out."""
    cleaned = clean_html(html)
    if "<img" not in cleaned:
        return cleaned
    document = LexborHTMLParser(cleaned)
    for image in document.css("img"):
        name = content_id(image.attributes.get("data-upload") or "")
        if name is None:
            image.decompose()
            continue
        image.attrs["src"] = f"cid:{name}"
        del image.attrs["data-upload"]
    body = document.body
    return (body.inner_html or "") if body is not None else ""


def plain_of(safe_html: str) -> str:
    """The words of safe HTML, a line for each block; for snippets, search and the text part of mails."""
    return unescape(_ANY_TAG.sub("", _ENDS.sub("\n", safe_html))).strip()
