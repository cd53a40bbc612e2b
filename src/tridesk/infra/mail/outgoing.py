"""A message on its way out: what SMTP must know of it beforehand, and its bytes as DATA wants them."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

type Source = bytes | IO[bytes]
"""A whole message, or a binary file that can seek; a file is sent from its beginning and left open."""

_CHUNK = 256 * 1024
_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True)
class Measure:
    """`size` in bytes with CRLF line ends, as RFC 1870 counts; what is not ASCII and where."""

    size: int
    eight_bit_header: bool
    eight_bit_body: bool


def measure(source: Source) -> Measure:
    size, header, body = 0, False, False
    in_header, tail = True, b""
    for chunk in crlf_chunks(source):
        size += len(chunk)
        if in_header:
            head, end, rest = (tail + chunk).partition(b"\r\n\r\n")
            header = header or not head.isascii()
            body = body or not rest.isascii()
            in_header, tail = not end, chunk[-3:]
        else:
            body = body or not chunk.isascii()
    return Measure(size, header, body)


def crlf_chunks(source: Source) -> Iterator[bytes]:
    """Every line end becomes CRLF; a CR or LF alone would let two servers disagree on where the text ends
    (SMTP smuggling; RFC 5321 section 2.3.8). No chunk ends between CR and LF."""
    held = b""
    for chunk in _chunks(source):
        data = held + chunk
        held = b"\r" if data.endswith(b"\r") else b""
        yield _LINE_END.sub(b"\r\n", data[: len(data) - len(held)])
    if held:
        yield b"\r\n"


def data_chunks(source: Source) -> Iterator[bytes]:
    """With leading dots doubled and the closing dot (RFC 5321 section 4.5.2)."""
    at_line_start = True
    for chunk in filter(None, crlf_chunks(source)):
        stuffed = chunk.replace(b"\r\n.", b"\r\n..")
        yield b"." + stuffed if at_line_start and chunk.startswith(b".") else stuffed
        at_line_start = chunk.endswith(b"\r\n")
    yield b".\r\n" if at_line_start else b"\r\n.\r\n"


def _chunks(source: Source) -> Iterable[bytes]:
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    file.seek(0)
    return iter(lambda: file.read(_CHUNK), b"")
