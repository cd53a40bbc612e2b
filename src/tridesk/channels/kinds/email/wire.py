"""The bytes of a message as a tree of parts. Works on offsets into one buffer: nothing is copied, nothing raises."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from tridesk.channels.kinds.email import fields, words
from tridesk.kernel.text import word_set

MAX_PARTS = 5000
MAX_DEPTH = 40
MAX_HEADER_BYTES = 2_000_000
MAX_HEADERS = 5000
MAX_TEXT_HEADER = 65_536  # bytes of one header that is read as text

_NAME = re.compile(rb"([!-9;-~]{1,120})[ \t]*:")
_EMPTY_LINES = re.compile(rb"(?:[ \t\r]*\n|\r)*")
_EMPTY_LINE = re.compile(rb"\n[ \t]*\r?\n")
_LIKELY_BOUNDARY = re.compile(rb"(?:^|\n)--([^\s-][^\r\n]{0,200}?|-{2,60}[^\r\n-][^\r\n]{0,200}?)[ \t]*(?=\r?\n)")
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+$")
_KNOWN = word_set(
    "from to cc bcc subject date received message-id mime-version return-path delivered-to sender "
    "reply-to in-reply-to references auto-submitted precedence envelope-to dkim-signature "
    "authentication-results"
)


@dataclass(slots=True)
class Budget:
    """What one message may still cost, and what was given up for it."""

    parts: int = MAX_PARTS
    defects: list[str] = field(default_factory=list)

    def note(self, defect: str) -> None:
        if defect not in self.defects and len(self.defects) < 100:
            self.defects.append(defect)


@dataclass
class Part:
    """One entity (RFC 2045): its headers, in order and raw, and where its body lies in `raw`."""

    raw: bytes
    start: int
    end: int
    headers: list[tuple[str, bytes]]
    children: list["Part"] = field(default_factory=list)
    closed: bool = True  # its closing boundary is there (RFC 2046 5.1.1)
    default_type: str = "text/plain"

    def all(self, name: str) -> list[bytes]:
        return [value for key, value in self.headers if key == name]

    def first(self, name: str) -> bytes | None:
        return next((value for key, value in self.headers if key == name), None)

    def text_of(self, name: str) -> str:
        value = self.first(name)
        return "" if value is None else words.header_text(value[:MAX_TEXT_HEADER], self.charset)

    @cached_property
    def body(self) -> bytes:
        """As on the wire, before the transfer encoding is undone."""
        return self.raw[self.start : self.end]

    @cached_property
    def content_type(self) -> fields.Field:
        return fields.parse_field(self.first("content-type"))

    @cached_property
    def disposition(self) -> fields.Field:
        return fields.parse_field(self.first("content-disposition"))

    @cached_property
    def type(self) -> str:
        """`major/minor` in lower case; what the place implies where the header says nothing one can use."""
        value = self.content_type.value
        if _TYPE.match(value):
            return value
        named = {
            "text": "text/plain",
            "html": "text/html",
            "plain": "text/plain",
            "multipart": "multipart/mixed",
        }
        return named.get(value.partition("/")[0], "application/octet-stream" if "/" in value else self.default_type)

    @cached_property
    def charset(self) -> str:
        return self.content_type.parameters.get("charset", "")

    @cached_property
    def encoding(self) -> str:
        raw = self.first("content-transfer-encoding")
        return "" if raw is None else words.unfolded(raw).lower().split(";")[0].split("(")[0].strip(" \"'.")

    def walk(self) -> Iterator["Part"]:
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            stack.extend(reversed(part.children))


def read_tree(raw: bytes, budget: Budget) -> Part:
    """The whole message. Parts beyond the budget stay unread inside their parent and are named in the defects."""
    top = _read_part(raw, 0, len(raw), budget, default_type="text/plain", top=True)
    stack = [(top, 0)]
    while stack:
        part, depth = stack.pop()
        if not part.type.startswith("multipart/"):
            continue
        if depth >= MAX_DEPTH:
            budget.note("nested too deeply: the inner parts are kept as one file")
            continue
        default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        for start, end in _sections(part, budget):
            if budget.parts <= 0:
                budget.note(f"more than {MAX_PARTS} parts: the rest is only in the raw message")
                break
            budget.parts -= 1
            part.children.append(_read_part(raw, start, end, budget, default_type=default))
        stack.extend((child, depth + 1) for child in part.children)
    return top


def broken_off(top: Part) -> Part | None:
    """The last part of a message that ends within nested parts, so that it may lack its end; None if it is whole."""
    if top.closed or not any(part.children and not part.closed for child in top.children for part in child.walk()):
        return None
    last = top
    while last.children:
        last = last.children[-1]
    return last if last.raw[last.start : last.end].strip() else None


def has_known_header(raw: bytes) -> bool:
    headers, _body = read_headers(raw, _skip_preface(raw, 0), len(raw))
    return any(name in _KNOWN or name.startswith(("x-", "content-", "resent-", "list-")) for name, _ in headers)


def _read_part(raw: bytes, start: int, end: int, budget: Budget, *, default_type: str, top: bool = False) -> Part:
    if top:
        start = _skip_preface(raw, start)
    headers, body = read_headers(raw, start, end, budget)
    return Part(raw=raw, start=body, end=end, headers=headers, default_type=default_type)


def _skip_preface(raw: bytes, at: int) -> int:
    """Byte order mark, empty lines and an mbox or envelope line ("From alice ...", ">From ...")."""
    if raw.startswith(b"\xef\xbb\xbf"):
        at += 3
    at = _EMPTY_LINES.match(raw, at).end()  # type: ignore[union-attr]  # it matches nothing, too
    while raw.startswith((b"From ", b">From "), at):
        line_end = raw.find(b"\n", at)
        if line_end < 0:
            return at
        at = line_end + 1
    return at


def read_headers(raw: bytes, at: int, end: int, budget: Budget | None = None) -> tuple[list[tuple[str, bytes]], int]:
    """Headers up to the empty line, and where the body starts.

    A line that is no header ends them too when more than one good header stood before it: the empty line was forgotten.
    """
    headers: list[tuple[str, bytes]] = []
    limit = min(end, at + MAX_HEADER_BYTES)
    strange = 0
    while at < limit and len(headers) < MAX_HEADERS:
        line_end = raw.find(b"\n", at, limit)
        following = limit if line_end < 0 else line_end + 1
        line = raw[at:following]
        if not line.strip(b"\r\n"):
            return headers, following
        if line[:1] in b" \t" and headers:
            # RFC 5322 4.2 forbids a fold of blanks alone, but programs write it
            headers[-1] = (headers[-1][0], headers[-1][1] + line)
        elif match := _NAME.match(line):
            headers.append((match[1].decode("ascii").lower(), line[match.end() :]))
        elif line.startswith(b"--") or (strange and not headers):
            return headers, at
        else:
            strange += 1
            if budget:
                budget.note("a header line without a name")
            if _is_text(line, headers) and not _headers_go_on(raw, following, limit):
                return headers, at
        at = following
    return headers, at


def _is_text(line: bytes, headers: list[tuple[str, bytes]]) -> bool:
    known = any(name in {"from", "to", "subject", "content-type", "received", "date"} for name, _ in headers)
    return not headers or (known and b" " in line.strip())


def _headers_go_on(raw: bytes, at: int, limit: int) -> bool:
    """Up to the next empty line there are headers alone: the line before is a broken one among them."""
    empty = _EMPTY_LINE.search(raw, at, min(limit, at + 20_000))
    if not empty:
        return False
    lines = raw[at : empty.start() + 1].splitlines()
    return bool(lines) and all(line[:1] in b" \t" or _NAME.match(line) for line in lines) and _has_known(lines)


def _has_known(lines: list[bytes]) -> bool:
    names = (match[1].decode("ascii").lower() for match in map(_NAME.match, lines) if match)
    return any(name in _KNOWN or name.startswith(("content-", "x-")) for name in names)


def _sections(part: Part, budget: Budget) -> list[tuple[int, int]]:
    boundary = part.content_type.parameters.get("boundary", "").encode("utf-8", "surrogateescape")
    found = _split(part, boundary) if boundary else []
    if not found:
        budget.note("multipart without its boundary" if not boundary else "the boundary does not occur")
        match = _LIKELY_BOUNDARY.search(part.raw, max(part.start - 1, 0), part.end)
        found = _split(part, match[1]) if match else []
    if not found:
        return [(part.start, part.end)] if part.raw[part.start : part.end].strip() else []
    return found


def _split(part: Part, boundary: bytes) -> list[tuple[int, int]]:
    """Where each section starts and ends (RFC 2046 5.1.1). The last one may lack its closing line."""
    raw, mark = part.raw, b"--" + boundary.rstrip()
    sections: list[tuple[int, int]] = []
    opened, at = -1, part.start
    while (at := raw.find(mark, at, part.end)) >= 0:
        line_end = raw.find(b"\n", at, part.end)
        line_end = part.end if line_end < 0 else line_end
        rest = raw[at + len(mark) : line_end].strip()
        if not (at == part.start or raw[at - 1 : at] == b"\n") or rest not in {b"", b"--"}:
            at += len(mark)
            continue
        if opened >= 0:
            sections.append((opened, _before_line_end(raw, at, opened)))
        opened = -1 if rest == b"--" else min(line_end + 1, part.end)
        at = line_end
        if len(sections) > MAX_PARTS:
            break
    if opened >= 0:
        sections.append((opened, part.end))
        part.closed = False
    return sections


def _before_line_end(raw: bytes, at: int, floor: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if at - 1 >= floor and raw[at - 1 : at] == b"\n":
        at -= 1
        if at - 1 >= floor and raw[at - 1 : at] == b"\r":
            at -= 1
    return max(at, floor)
