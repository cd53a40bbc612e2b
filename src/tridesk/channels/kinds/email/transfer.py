"""Content-Transfer-Encoding undone, and what a text part says once it is."""

import binascii
import re

from tridesk.channels.kinds.email import charsets, uucode, words
from tridesk.channels.kinds.email.wire import Budget, Part

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_BAD_QP = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[ \t]*$)")
_NOT_OF_BASE64 = re.compile(rb"[^A-Za-z0-9+/=_\s-]")
_PLAIN = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit", "none", "utf-8", "us-ascii", "ascii"})


def payload(part: Part, budget: Budget) -> bytes:
    """The bytes that were meant; as they lie there when the encoding is unknown (and named in the defects)."""
    encoding, body = part.encoding, part.body
    if encoding in {"base64", "base-64", "b", "base 64"}:
        if is_undecodable(part) or _is_readable(body):
            budget.note("base64 that is none: kept as it lies")
            return body
        return words.base64_bytes(body)
    if encoding in {"quoted-printable", "quoted printable", "quotedprintable", "qp", "q"}:
        return binascii.a2b_qp(body) if not _BAD_QP.search(body) else _lenient_qp(body)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "x-uu", "uue"}:
        found = uucode.first(body)
        return found[1] if found else body
    if encoding not in _PLAIN:
        budget.note(f"unknown transfer encoding {encoding[:40]!r}")
    return body


def _lenient_qp(body: bytes) -> bytes:
    return binascii.a2b_qp(_BAD_QP.sub(b"=3D", body))


def is_undecodable(part: Part) -> bool:
    """Said to be base64, but not one group of it is: the bytes are kept as a file as they lie."""
    if part.encoding not in {"base64", "base-64", "b"}:
        return False
    start = part.body[:400].strip()
    return bool(start) and not re.match(rb"[A-Za-z0-9+/=_\s-]{4}", start)


def _is_readable(body: bytes) -> bool:
    """Words and sentences: base64 has neither blanks inside its lines nor stops and commas."""
    start = body[:2000].strip()
    lines = start.splitlines()
    blanks = sum(line.strip().count(b" ") for line in lines)
    strange = len(_NOT_OF_BASE64.findall(start))
    return len(start) > 12 and (blanks + strange) * 10 > len(start) and start.isascii() and lines[0].count(b" ") > 1


def text(part: Part, budget: Budget) -> str:
    """A text part's words, its line ends as \\n."""
    return as_text(payload(part, budget), part, budget)


def as_text(data: bytes, part: Part, budget: Budget) -> str:
    """Bytes already out of their transfer encoding, read in the part's charset."""
    label = part.charset
    if part.type == "text/html" and (not label or not charsets.codec_of(label)):
        found = _META_CHARSET.search(data, 0, 4096)
        label = found[1].decode("ascii") if found else label
    words_read, good = charsets.decode(data, label)
    if not good:
        budget.note(f"charset {label[:40]!r} does not fit the text" if label else "text without a charset")
    return tidy(words_read)


def tidy(text_read: str) -> str:
    """Line ends as \\n, no NUL and no byte order mark inside."""
    if "\r" in text_read:
        text_read = text_read.replace("\r\n", "\n").replace("\r", "\n")
    return text_read.replace("\0", "").replace("\ufeff", "")
