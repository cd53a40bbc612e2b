"""A mail's bytes as signatures see them (RFC 6376 section 3.4). Linear in their size, whatever is written in them."""

import re
from dataclasses import dataclass
from functools import cached_property

MAX_HEAD = 512 * 1024
MAX_FIELDS = 1_000
MAX_BODY = 32_000_000
_FIELD = re.compile(rb"[!-9;-~]{1,120}:")
_BARE_CR = re.compile(rb"\r(?!\n)")
_END = re.compile(rb"\r?\n\r?\n")


@dataclass
class SignedParts:
    """`fields` as they are written, with CRLF; `body` with CRLF line ends."""

    fields: list[tuple[bytes, bytes]]
    raw_body: bytes

    def named(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.fields if key.lower() == name]

    @cached_property
    def body(self) -> bytes:
        """Without empty lines at the end: "simple"."""
        raw = self.raw_body
        if raw.count(b"\n") != raw.count(b"\r\n"):
            raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return _ended(raw)

    @cached_property
    def relaxed_body(self) -> bytes:
        body = self.body.replace(b"\t", b" ")
        while b"  " in body:
            body = body.replace(b"  ", b" ")
        return _ended(body.replace(b" \r\n", b"\r\n"))


def parts_of(raw: bytes) -> SignedParts | None:
    """None where the head is not written cleanly, so that readers might differ on where a field or the body begins:
    what is shown must be what was signed."""
    end = _END.search(raw, 0, MAX_HEAD)
    if end is None or len(raw) - end.end() > MAX_BODY or _BARE_CR.search(raw, 0, end.end()) or raw[:1] in b" \t":
        return None
    fields: list[list[bytes]] = []
    for line in raw[: end.start()].replace(b"\r\n", b"\n").split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            fields[-1].append(line)
        elif match := _FIELD.match(line):
            fields.append([match[0][:-1], line[match.end() :]])
        else:
            return None
    if len(fields) > MAX_FIELDS:
        return None
    return SignedParts([(name, b"\r\n".join(lines) + b"\r\n") for name, *lines in fields], raw[end.end() :])


def _ended(body: bytes) -> bytes:
    """One line end at the end, none where there is nothing else. A carriage return alone is no line end."""
    bare = body.rstrip(b"\r\n")
    tail = body[len(bare) :]
    if tail.endswith(b"\r"):
        return body + b"\r\n"
    kept = bare + tail[: tail.rfind(b"\r\r") + 1]
    return kept + b"\r\n" if kept else b""
