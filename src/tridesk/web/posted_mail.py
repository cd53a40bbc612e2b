"""The mail in what a provider posts: the body itself, or a field of a form.

Django's own form reading is no use here: it holds fields in memory, bounds them at the size of a form, and turns their
bytes into text.
"""

import mmap
import re
from typing import IO, Protocol
from urllib.parse import unquote_to_bytes

FIELDS = (b"body-mime", b"email", b"message")  # Mailgun; SendGrid; others and scripts of one's own
_PIECE = 64 * 1024
_BOUNDARY = re.compile(r'boundary="?([^"\s;]{1,70})"?', re.IGNORECASE)
_NAME = re.compile(rb'content-disposition:[^\r\n]*[;\s]name="?([^";\r\n]*)"?', re.IGNORECASE)


class PostedMailError(Exception):
    """Nothing can be taken from this; the text says why, in English, to the provider's log."""


class TooLargeError(Exception):
    """More than is taken."""


class Readable(Protocol):
    """What a request is."""

    def read(self, size: int, /) -> bytes: ...


def receive(stream: Readable, body: IO[bytes], *, length: int, largest: int) -> None:
    """Writes the whole body. `length`: what Content-Length promised; `largest` in bytes.

    Raises TooLargeError, and PostedMailError when the sender went away in the middle.
    """
    if length > largest:
        raise TooLargeError
    while piece := stream.read(_PIECE):
        body.write(piece)
    if body.tell() != length or not length:
        raise PostedMailError("The body is empty, or shorter than its Content-Length.")
    body.flush()


def mail_in(body: IO[bytes], content_type: str) -> bytes | IO[bytes]:
    """The raw mail in a body that is not empty. Raises PostedMailError."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "message/rfc822":
        return body
    with mmap.mmap(body.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        if kind == "multipart/form-data":
            found = _of_form(whole, content_type)
        elif kind == "application/x-www-form-urlencoded":
            found = _of_words(whole)
        else:
            raise PostedMailError("Post message/rfc822, or a form with the raw mail in body-mime, email or message.")
        if found is None:
            raise PostedMailError("The form has no raw mail in body-mime, email or message.")
        return found


def _of_form(whole: mmap.mmap, content_type: str) -> bytes | None:
    """RFC 7578: parts between boundaries; only the wanted one is copied."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise PostedMailError("The form names no boundary.")
    mark = b"--" + found[1].encode()
    start = whole.find(mark)
    while start >= 0:
        head = start + len(mark) + 2
        end = whole.find(b"\r\n" + mark, head)
        blank = whole.find(b"\r\n\r\n", head, end) if end >= 0 else -1
        if blank < 0:
            return None
        name = _NAME.search(whole[head:blank])
        if name is not None and name[1].lower() in FIELDS and blank + 4 < end:
            return whole[blank + 4 : end]
        start = end + 2
    return None


def _of_words(whole: mmap.mmap) -> bytes | None:
    """`name=value&...`, as Mailgun posts a mail without files."""
    start = 0
    while start < len(whole):
        end = whole.find(b"&", start)
        end = len(whole) if end < 0 else end
        equals = whole.find(b"=", start, end)
        if equals > start and whole[start:equals].lower() in FIELDS and equals + 1 < end:
            return unquote_to_bytes(whole[equals + 1 : end].replace(b"+", b" "))
        start = end + 1
    return None
