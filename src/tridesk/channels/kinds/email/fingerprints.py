"""What tells a mail from every other, whichever way it came. Nothing is parsed here: any bytes have a fingerprint."""

import hashlib
import re
from collections.abc import Iterable

_LONGEST_HEAD = 256 * 1024  # bytes of headers that are looked at
_END = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE)
_WRITTEN = (b"message-id", b"date")
# Without a Message-ID the rest of what the sender wrote must do; the way it came (Received, Return-Path,
# Delivered-To, marks of filters) differs from mailbox to mailbox.
_WRITTEN_BY_HAND = (b"date", b"from", b"to", b"cc", b"subject", b"content-type")


class Fingerprint:
    """Fed with the bytes of one mail piece by piece; holds only its head.

    Two copies of a mail have the same one although their line ends differ, an mbox file added an empty line at
    the end or ">" before "From ", or other servers wrote their marks above. A Message-ID that is used twice
    for different words counts as two mails.
    """

    def __init__(self) -> None:
        self._head = b""
        self._in_body = False
        self._body = hashlib.sha256()
        self._ends = b""  # line ends that count only when something follows
        self._line = b""  # the last, unfinished line

    def add(self, chunk: bytes) -> None:
        if self._in_body:
            self._add_body(chunk)
            return
        self._head += chunk
        end = _END.search(self._head)
        if end is not None or len(self._head) > _LONGEST_HEAD:
            at = end.end() if end else _LONGEST_HEAD
            rest, self._head, self._in_body = self._head[at:], self._head[:at], True
            self._add_body(rest)

    def _add_body(self, chunk: bytes) -> None:
        data = self._line + chunk.replace(b"\r", b"")
        whole, newline, self._line = data.rpartition(b"\n")
        if newline:
            self._put(_unstuffed(whole + newline))
        elif len(self._line) > _LONGEST_HEAD:
            self._put(self._line)
            self._line = b""

    def _put(self, lines: bytes) -> None:
        words = lines.rstrip(b"\n")
        if words:
            self._body.update(self._ends + words)
            self._ends = b""
        self._ends += lines[len(words) :]

    def hexdigest(self) -> str:
        """64 letters."""
        self._put(_unstuffed(self._line))
        self._line = b""
        whole = hashlib.sha256()
        for name, value in _fields(self._head):
            whole.update(name + b":" + value + b"\n")
        whole.update(b"\n" + self._body.digest())
        return whole.hexdigest()


def fingerprint(chunks: Iterable[bytes]) -> str:
    """The fingerprint of a mail that comes in pieces."""
    mark = Fingerprint()
    for chunk in chunks:
        mark.add(chunk)
    return mark.hexdigest()


def _unstuffed(lines: bytes) -> bytes:
    return re.sub(rb"^>+From ", b"From ", lines, flags=re.MULTILINE)


def _fields(head: bytes) -> list[tuple[bytes, bytes]]:
    """The fields that count, in a fixed order, each as often as it is there."""
    found: dict[bytes, list[bytes]] = {}
    for name, value in _FIELD.findall(head.replace(b"\r\n", b"\n").replace(b"\r", b"\n")):
        found.setdefault(name.lower(), []).append(b" ".join(value.split()))
    wanted = _WRITTEN if any(found.get(b"message-id", ())) else _WRITTEN_BY_HAND
    return [(name, value) for name in wanted for value in found.get(name, ())]
