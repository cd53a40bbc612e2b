"""New words in HTML: history and signatures taken out by the marks mail programs leave, else by what the lines say."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tridesk.channels.kinds.email import plain, quote_lines, quotes
from tridesk.channels.kinds.email.quote_words import FORWARDED

# containers that hold nothing but history
_HISTORY = (
    "div.gmail_quote_container, div.gmail_quote, blockquote.gmail_quote, div.yahoo_quoted, div.moz-forward-container, "
    "div.protonmail_quote, blockquote.protonmail_quote, div.zmail_extra, div.ms-outlook-mobile-reference-message, "
    "div#divRplyFwdMsg, blockquote[type=cite], div#isForwardContent, div#isReplyContent, div.replyHeader, "
    "div.tutanota_quote, blockquote.tutanota_quote, div#mailcontent-quoted, div.quote_container, div.WM_quote"
)
# marks after which everything is history
_FROM_HERE = (
    "#appendonsend, #divRplyFwdMsg, div[id*=divRplyFwdMsg], #ms-outlook-mobile-body-separator-line, "
    "#zwchr, #OLK_SRC_BODY_SECTION, "
    "#stopSpelling, a[name=_MailOriginal], #mail-editor-reference-message-container, "
    "#reply-intro, div.OutlookMessageHeader"
)
_SIGNATURE = (
    "[class*=signature], [class*=Signature], [id*=signature], [id*=Signature], [name*=Signature], signature, "
    "[data-signature-widget], div.bloop_sign"
)
# Outlook draws a line above the headers, whatever the language
_RULED = 'div[style*="border-top:solid"][style*="padding:3.0pt"]'
_LABEL = re.compile(r"[^\W\d_][^:：\n]{0,28}[:：]")
_FORWARD_HEAD = re.compile(rf"\W*(?:{FORWARDED})", re.IGNORECASE)
_INTRO = "div.moz-cite-prefix, div.gmail_attr, div.yahoo_quoted_header"


def new_lines(document: LexborHTMLParser) -> tuple[bool, list[plain.Line]]:
    """Take history out of the document in place. Returns whether any was found, and the lines that are left."""
    found = _cut_containers(document)
    found |= _cut_tail(document)
    _remove_signatures(document)
    lines = plain.lines_of(document)
    texts = [line.text for line in lines]
    kept = quotes.kept_lines(texts[: quotes.MAX_LINES]) if texts else []
    dropped = len(texts) - len(kept)
    if dropped and kept == list(range(len(kept))) and kept and len(kept) < len(lines):
        delete_from(lines[len(kept)].node)
        found = True
    elif dropped:
        _drop_lines(lines, kept)
    return found, [lines[index] for index in kept]


def _cut_containers(document: LexborHTMLParser) -> bool:
    """Quotes go, their introduction too; but an answer between two quotes keeps both."""
    nodes = [node for node in document.css(_HISTORY) if node.parent is not None]
    outer = [one for node in _outermost(nodes) for one in _without_answers(node)]
    if not outer or (len(outer) > 1 and _is_interleaved(outer)):
        return False
    for node in outer:
        if _is_forward(node):
            continue
        _remove_introduction(node)
        node.decompose()
    _remove_all(document, _INTRO)
    return True


def _without_answers(node: LexborNode) -> list[LexborNode]:
    """The container; or the quotes in it, where the person wrote on below or between them (as Gmail lets them)."""
    if node.tag == "blockquote":
        return [node]
    quotes_in = [child for child in node.iter() if child.tag == "blockquote"]
    below = quotes_in[0].next if quotes_in else None
    while below is not None:
        if below.tag not in {"blockquote", "-comment"} and _words_of(below):
            return quotes_in
        below = below.next
    return [node]


def _words_of(node: LexborNode) -> str:
    return ((node.text_content if node.tag == "-text" else node.text()) or "").strip()


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    ids = {node.mem_id for node in nodes}
    return [node for node in nodes if not _inside_any(node, ids)]


def _inside_any(node: LexborNode, ids: set[int]) -> bool:
    parent = node.parent
    for _ in range(400):
        if parent is None:
            return False
        if parent.mem_id in ids:
            return True
        parent = parent.parent
    return False


def _is_interleaved(outer: list[LexborNode]) -> bool:
    """Words stand between quotes that are neighbours."""
    for first in outer[:-1]:
        following = first.next
        while following is not None and following.tag in {"br", "-text", "-comment"}:
            if following.tag == "-text" and (following.text_content or "").strip():
                return True
            following = following.next
        if following is not None and following.tag in {"p", "div", "span"} and following.text().strip():
            return True
    return False


def _is_forward(node: LexborNode) -> bool:
    return bool(_FORWARD_HEAD.match((node.text() or "")[:200].strip()))


def _remove_introduction(node: LexborNode) -> None:
    """The "On Monday Alice wrote:" just above a quote, in a block or loose between line breaks."""
    above = node.prev
    gathered: list[LexborNode] = []
    words = ""
    for _ in range(12):
        if above is None or above.tag == "blockquote":
            break
        text = above.text_content or "" if above.tag == "-text" else above.text() or ""
        words = f"{text.strip()} {words}".strip()
        gathered.append(above)
        if words and quote_lines.is_introduction(re.sub(r"\s+", " ", words)):
            for one in gathered:
                one.remove()
            return
        if len(words) > 400:
            return
        above = above.prev


def _cut_tail(document: LexborHTMLParser) -> bool:
    for node in [*document.css(_FROM_HERE), *filter(_is_header_block, document.css(_RULED)[:20])]:
        if _text_before(node):
            delete_from(node)
            return True
    return False


def _is_header_block(node: LexborNode) -> bool:
    """Three names in bold and values: "From: ... Sent: ... To: ..." in any language."""
    labels = [bold for bold in node.css("b, strong")[:12] if _LABEL.fullmatch(_words_of(bold).replace("\xa0", " "))]
    return len(labels) >= 3 and len(_words_of(node)) < 4000


def _remove_signatures(document: LexborHTMLParser) -> None:
    """Some write their words into the block of the signature: where nothing else is left, it stays."""
    nodes = [node for node in document.css(_SIGNATURE) if node.parent is not None and node.tag not in {"body", "html"}]
    outer = _outermost(nodes)
    body = document.body
    if not outer or body is None:
        return
    inside = sum(len("".join(_words_of(node).split())) for node in outer)
    if len("".join(_words_of(body).split())) > inside or body.css_first("img") is not None:
        for node in outer:
            node.decompose()


def _text_before(node: LexborNode) -> bool:
    """History at the very top is all there is: then it stays."""
    above: LexborNode | None = node
    while above is not None and above.tag not in {"body", "html"}:
        before = above.prev
        while before is not None:
            if _words_of(before):
                return True
            before = before.prev
        above = above.parent
    return False


def delete_from(node: LexborNode) -> None:
    """The node and everything after it in the document, and the boxes that are left empty."""
    parents: list[LexborNode] = []
    current: LexborNode | None = node
    while current is not None and current.tag not in {"body", "html"}:
        following = current.next
        while following is not None:
            after = following.next
            following.remove()
            following = after
        current = current.parent
        parents += [current] if current is not None and current.tag not in {"body", "html"} else []
    node.remove()
    for parent in parents:
        if (parent.text() or "").strip() or parent.css_first("img") is not None:
            return
        parent.remove()


def _drop_lines(lines: list[plain.Line], kept: list[int]) -> None:
    """Lines in the midst: their text nodes are emptied where a line has a node of its own."""
    keep = set(kept)
    used = {lines[index].node.mem_id for index in kept}
    for index, line in enumerate(lines):
        if index not in keep and line.text.strip() and line.node.mem_id not in used and line.node.tag == "-text":
            line.node.remove()


def _remove_all(document: LexborHTMLParser, selector: str) -> None:
    for node in document.css(selector):
        if node.parent is not None:
            node.decompose()
