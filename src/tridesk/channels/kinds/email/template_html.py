"""The same renderer for HTML that was cleaned: paragraphs, list items and rows without anything to say disappear.

A line is what ends with <br> or with its block. A block whose lines are gone goes too, and so does a table's row whose
placeholders are all empty.
"""

import re
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from django.utils.html import escape, urlize
from markupsafe import Markup

from tridesk.channels.errors import MailTemplateInvalidError
from tridesk.channels.kinds.email.placeholders import BLOCKS
from tridesk.channels.kinds.email.template_text import Line, Part, Slot, Values, parts, silent
from tridesk.kernel.text import word_set

MAX_DEPTH = 50  # blocks within blocks
_TOKEN = re.compile(r'(<(/?)([a-z][a-z0-9]*)(?:"[^"]*"|[^">])*>)')
_UNSEEN = re.compile(r"<(?!img|hr)[^>]*>|&nbsp;|\s")
_CELLS = word_set("td th")
_BLOCK_TAGS = word_set(
    "blockquote center div dd dl dt h1 h2 h3 h4 h5 h6 li ol p pre table tbody td tfoot th thead tr ul"
)
# within these no paragraphs can stand
_FLOWING = word_set("h1 h2 h3 h4 h5 h6 p pre")
_VOID = word_set("br hr img")
_LINK = re.compile(r'\shref="\{\{\s*link\s*\}\}"')
_PARAGRAPH = "margin:0 0 14px"
_BLOCK_LINE = re.compile(rf"\s*\{{\{{\s*(?:{'|'.join(sorted(BLOCKS))})\s*\}}\}}\s*$")
_ALONE = re.compile(rf"<p(\s[^>]*)?>\s*(\{{\{{\s*(?:{'|'.join(sorted(BLOCKS))})\s*\}}\}})\s*</p>")


@dataclass(slots=True)
class Block:
    """An element of its own, or the whole (`tag` empty). Children are blocks and lines; a line holds its <br>."""

    tag: str = ""
    opened: Line = ()
    children: list["Block | Line"] = field(default_factory=list)

    @property
    def bare(self) -> bool:
        """Whether it holds one line and nothing else."""
        return not any(isinstance(child, Block) for child in self.children) and len(self.children) <= 1


class _Builder:
    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.open = [Block()]
        self.inline: list[str] = []
        self.line: list[Part] = []
        self.row = 1

    def feed(self, source: str) -> Block:
        at = 0
        for token in _TOKEN.finditer(source):
            self._text(source[at : token.start()])
            self._tag(token[1], token[3], closing=token[2] != "")
            at = token.end()
        self._text(source[at:])
        self._end_line()
        return self.open[0]

    def _parts(self, source: str) -> Line:
        made = parts(source, kind=self.kind, field="html", line=self.row)
        self.row += source.count("\n")
        return made

    def _text(self, source: str) -> None:
        made = self._parts(source)
        for slot in (part for part in made if isinstance(part, Slot) and part.name in BLOCKS):
            if self.inline or self.open[-1].tag in _FLOWING:
                raise MailTemplateInvalidError(field="html", reason="block_inside", line=slot.line, name=slot.name)
        self.line += made

    def _tag(self, source: str, tag: str, *, closing: bool) -> None:
        made = self._in_tag(source)
        if tag not in _BLOCK_TAGS:
            self.line += made
            if tag == "br" and not self.inline:
                self._end_line()
            elif tag not in _VOID:
                self._count(tag, closing=closing)
        elif closing:
            self._end_line()
            if len(self.open) > 1 and self.open[-1].tag == tag:
                self.open.pop()
        else:
            self._end_line()
            if len(self.open) > MAX_DEPTH:
                raise MailTemplateInvalidError(field="html", reason="too_deep", line=self.row)
            self.open[-1].children.append(block := Block(tag, made))
            self.open.append(block)

    def _in_tag(self, source: str) -> Line:
        """The tag's parts. Only an address may be filled in, and only by the whole link: `href="{{ link }}"`."""
        made = self._parts(source)
        for slot in (part for part in made if isinstance(part, Slot)):
            if slot.name != "link" or not _LINK.search(source) or len(made) != 3:
                raise MailTemplateInvalidError(field="html", reason="in_tag", line=slot.line, name=slot.name)
        return tuple(replace(part, in_tag=True) if isinstance(part, Slot) else part for part in made)

    def _count(self, tag: str, *, closing: bool) -> None:
        if not closing:
            self.inline.append(tag)
        elif self.inline and self.inline[-1] == tag:
            self.inline.pop()

    def _end_line(self) -> None:
        if self.line:
            self.open[-1].children.append(tuple(self.line))
        self.line = []


def alone(html: str) -> str:
    """A paragraph that holds nothing but a block (`<p>{{ body }}</p>`) becomes a division: paragraphs cannot nest."""
    # house: allow built-html because nothing but the name of the tag changes
    return _ALONE.sub(lambda match: f"<div{match[1] or ''}>{match[2]}</div>", html)


def compiled_html(source: str, *, kind: str) -> Block:
    """A template of cleaned HTML. Raises MailTemplateInvalidError."""
    return _Builder(kind).feed(source)


def render_html(template: Block, values: Values) -> Markup:
    return Markup(_rendered(template, values).html)  # noqa: S704 - cleaned; values are escaped or safe


class _Rendered(NamedTuple):
    """`seen`: something of it is visible; `gone`: something of it disappeared."""

    html: str
    seen: bool
    gone: bool


_NOTHING = _Rendered("", seen=False, gone=True)


def _rendered(block: Block, values: Values) -> _Rendered:
    if _is_plain_row(block) and silent(_flat(block), values):
        return _NOTHING
    inner = [_rendered(child, values) if isinstance(child, Block) else _line(child, values) for child in block.children]
    seen, gone = any(each.seen for each in inner), any(each.gone for each in inner)
    if gone and not seen and block.tag not in _CELLS and block.tag:
        return _NOTHING
    end = f"</{block.tag}>" if block.tag else ""
    return _Rendered(_filled(block.opened, values) + "".join(each.html for each in inner) + end, seen, gone)


def _line(line: Line, values: Values) -> _Rendered:
    if silent(line, values):
        return _NOTHING
    html = _filled(line, values)
    return _Rendered(html, seen=bool(_UNSEEN.sub("", html)), gone=False)


def _filled(line: Line, values: Values) -> str:
    return "".join(part if isinstance(part, str) else _value(part, values) for part in line)


def _value(slot: Slot, values: Values) -> str:
    value = values[slot.name]
    return escape(value.text) if slot.in_tag else value.html


def _is_plain_row(block: Block) -> bool:
    """A row of a table whose cells hold one line each: it says one thing."""
    return block.tag == "tr" and all(not isinstance(cell, Block) or cell.bare for cell in block.children)


def _flat(block: Block) -> Line:
    lines = [_flat(child) if isinstance(child, Block) else child for child in block.children]
    return tuple(part for line in lines for part in line)


def from_text(text: str) -> str:
    """A template of HTML out of one of plain text: paragraphs, their line ends, links; blocks between them."""
    blank = groupby(text.split("\n"), lambda line: _BLOCK_LINE.match(line) or bool(line.strip()))
    made = [(key, "\n".join(lines)) for key, lines in blank if key]
    # house: allow built-html because the text is escaped
    return "\n".join(
        f"<div>{words.strip()}</div>" if key is not True else f'<p style="{_PARAGRAPH}">{_broken(words)}</p>'
        for key, words in made
    )


def _broken(words: str) -> str:
    return urlize(escape(words)).replace("\n", "<br>\n")
