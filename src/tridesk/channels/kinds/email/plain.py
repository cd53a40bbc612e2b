"""HTML as plain text: what a reader without HTML would be sent."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tridesk.kernel.text import word_set

MAX_NODES = 400_000

_BLOCKS = word_set(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody "
    "tfoot thead tr ul"
)
_SPACED = word_set("blockquote dl h1 h2 h3 h4 h5 h6 ol p pre table ul")
_SKIPPED = word_set(
    "head script style title template noscript object applet svg math iframe select textarea o:p -comment"
) - {"o:p"}
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_GAPS = re.compile(r"\n{3,}")
_QUOTING = re.compile(r"(?:^|[\s\"'])(?:cite|gmail_quote)")


@dataclass(slots=True)
class Line:
    """A line of text and the node it starts in."""

    text: str
    node: LexborNode


class _Writer:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.parts: list[str] = []
        self.node: LexborNode | None = None
        self.quote = 0
        self.last_quote = 0
        self.blank_due = False

    def say(self, text: str, node: LexborNode) -> None:
        if self.node is None:
            self.node = node
        self.parts.append(text)

    def end_line(self, node: LexborNode, *, forced: bool = False) -> None:
        text = "".join(self.parts).strip(" \n").replace("\xa0", " ")
        start = self.node or node
        self.parts, self.node = [], None
        if text.strip():
            if self.blank_due and self.lines:
                self.lines.append(Line(">" * min(self.quote, self.last_quote), start))
            self.lines.append(Line(self._marked(text.rstrip()), start))
            self.blank_due, self.last_quote = False, self.quote
        elif forced:
            self.lines.append(Line(self._marked(""), start))
            self.blank_due = False

    def _marked(self, text: str) -> str:
        return f"{'>' * self.quote} {text}".rstrip() if self.quote else text


def lines_of(document: LexborHTMLParser) -> list[Line]:
    """The document's lines in order; cited blocks are marked with >."""
    writer = _Writer()
    root = document.body or document.root
    if root is None:
        return []
    node: LexborNode | None = root
    for _ in range(MAX_NODES):
        if node is None:
            break
        descended = _enter(writer, node)
        child = node.first_child if descended else None
        node = child if child is not None else _following(writer, node, root, entered=descended)
    writer.end_line(root)
    return writer.lines


def _following(writer: _Writer, node: LexborNode, root: LexborNode, *, entered: bool) -> LexborNode | None:
    while True:
        if entered:
            _leave(writer, node)
        if node.mem_id == root.mem_id:
            return None
        if (following := node.next) is not None:
            return following
        parent = node.parent
        if parent is None:
            return None
        node, entered = parent, True


def _enter(writer: _Writer, node: LexborNode) -> bool:
    tag = node.tag or ""
    if tag == "-text":
        text = node.text_content or ""
        writer.say(text if _inside_pre(node) else _joined(writer, text), node)
        return False
    if tag in _SKIPPED:
        return False
    if tag == "br":
        writer.end_line(node, forced=True)
        return False
    if tag == "img":
        alt = (node.attributes.get("alt") or "").strip()
        writer.say(f"[{alt}]" if alt else "", node)
        return False
    if tag in _BLOCKS:
        writer.end_line(node)
        writer.blank_due = writer.blank_due or tag in _SPACED
        _open_block(writer, node, tag)
    elif tag in {"td", "th"} and writer.parts:
        writer.say(" ", node)
    return True


def _open_block(writer: _Writer, node: LexborNode, tag: str) -> None:
    if tag == "blockquote" and is_cited(node):
        writer.quote += 1
    elif tag == "li":
        writer.say("- ", node)
    elif tag == "hr":
        writer.say("-" * 20, node)
        writer.end_line(node)


def _leave(writer: _Writer, node: LexborNode) -> None:
    tag = node.tag or ""
    if tag == "a":
        _link(writer, node)
    elif tag in _BLOCKS:
        writer.end_line(node)
        writer.blank_due = writer.blank_due or tag in _SPACED
        if tag == "blockquote" and is_cited(node):
            writer.quote = max(writer.quote - 1, 0)


def _link(writer: _Writer, node: LexborNode) -> None:
    """The address behind a link is said when the words do not say it."""
    href = (node.attributes.get("href") or "").strip()
    if not href[:8].lower().startswith(("http://", "https://")) or len(href) > 2000:
        return
    words = (node.text() or "").strip()
    if words and words.rstrip("/") not in {href.rstrip("/"), href.partition("://")[2].rstrip("/")}:
        writer.say(f" <{href}>", node)


def is_cited(node: LexborNode) -> bool:
    attributes = node.attributes
    return (
        (attributes.get("type") or "").lower() == "cite"
        or bool(attributes.get("cite"))
        or bool(_QUOTING.search((attributes.get("class") or "").lower()))
        or "border-left" in (attributes.get("style") or "").lower()
    )


def _inside_pre(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(3):
        if parent is None:
            return False
        if parent.tag == "pre":
            return True
        parent = parent.parent
    return False


def _joined(writer: _Writer, text: str) -> str:
    text = _BLANKS.sub(" ", text)
    return text.lstrip(" ") if not writer.parts or writer.parts[-1].endswith((" ", "\n")) else text


def text_of(document: LexborHTMLParser) -> str:
    return text_from(lines_of(document))


def text_from(lines: list[Line]) -> str:
    return _GAPS.sub("\n\n", "\n".join(line.text for line in lines)).strip("\n")
