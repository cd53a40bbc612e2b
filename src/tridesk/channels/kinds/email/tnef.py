"""winmail.dat ([MS-OXTNEF]): the files and the words that Outlook wrapped into its own format."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from tridesk.channels.kinds.email import charsets, rtf

_SIGNATURE = 0x223E9F78
_BODY, _MESSAGE_PROPS, _CODEPAGE = 0x800C, 0x9003, 0x9007
_RENDER, _TITLE, _DATA, _ATTACHMENT_PROPS = 0x9002, 0x8010, 0x800F, 0x9005
_PR_BODY, _PR_HTML, _PR_RTF = 0x1000, 0x1013, 0x1009
_PR_FILENAME, _PR_LONG_FILENAME, _PR_MIME, _PR_CID, _PR_DATA = 0x3704, 0x3707, 0x370E, 0x3712, 0x3701
_UNICODE, _STRING, _BINARY, _OBJECT = 0x1F, 0x1E, 0x102, 0x0D
_FIXED = {0x02: 2, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 2, 0x14: 8, 0x40: 8, 0x48: 16}
_MAX_FILES = 1000


@dataclass(slots=True)
class TnefFile:
    name: str = ""
    content_type: str = "application/octet-stream"
    content_id: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Unpacked:
    text: str = ""
    html: str = ""
    files: list[TnefFile] = field(default_factory=list)


def unpack(data: bytes) -> Unpacked | None:
    """None when it is not TNEF or holds nothing that can be shown."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return None
    found = Unpacked()
    codepage = "cp1252"
    for name, value in _attributes(data):
        if name == _CODEPAGE and len(value) >= 4:
            codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _BODY:
            found.text = _text(value, codepage)
        elif name == _MESSAGE_PROPS:
            _message(found, value, codepage)
        elif name == _RENDER and len(found.files) < _MAX_FILES:
            found.files.append(TnefFile())
        elif name in {_TITLE, _DATA, _ATTACHMENT_PROPS}:
            _attachment(found, name, value, codepage)
    found.files = [file for file in found.files if file.content or file.name]
    return found if found.files or found.text or found.html else None


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + 9 <= len(data):
        name, _type, length = struct.unpack_from("<HHI", data, at + 1)
        start = at + 9
        if length > len(data) - start:
            return
        yield name, data[start : start + length]
        at = start + length + 2  # and a checksum nobody keeps


def _message(found: Unpacked, value: bytes, codepage: str) -> None:
    for tag, kind, content in _properties(value):
        if tag == _PR_BODY and not found.text:
            found.text = _string(kind, content, codepage)
        elif tag == _PR_HTML:
            found.html = _string(kind, content, codepage)
        elif tag == _PR_RTF and not found.html:
            text, found.html = rtf.words_of(rtf.decompressed(content))
            found.text = found.text or text


def _attachment(found: Unpacked, name: int, value: bytes, codepage: str) -> None:
    if not found.files:
        found.files.append(TnefFile())
    file = found.files[-1]
    if name == _TITLE:
        file.name = file.name or _text(value, codepage)
    elif name == _DATA:
        file.content = value
    else:
        for tag, kind, content in _properties(value):
            _attachment_property(file, tag, kind, content, codepage)


def _attachment_property(file: TnefFile, tag: int, kind: int, content: bytes, codepage: str) -> None:
    if tag == _PR_LONG_FILENAME or (tag == _PR_FILENAME and not file.name):
        file.name = _string(kind, content, codepage) or file.name
    elif tag == _PR_MIME:
        file.content_type = _string(kind, content, codepage).lower() or file.content_type
    elif tag == _PR_CID:
        file.content_id = _string(kind, content, codepage).strip("<> ")
    elif tag == _PR_DATA and kind == _BINARY and not file.content:
        file.content = content
    elif tag == _PR_DATA and kind == _OBJECT and not file.content and len(content) > 16:
        inner = unpack(content[16:])  # an attached message: 16 bytes of interface id before its own TNEF
        file.content = (inner.html or inner.text).encode() if inner else content[16:]
        file.content_type = "text/html" if inner and inner.html else "text/plain" if inner else file.content_type


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(tag, type, first value) of a MAPI property list; stops where it makes no sense any more."""
    if len(data) < 4:
        return
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, 10_000)):
        if at + 4 > len(data):
            return
        kind, tag = struct.unpack_from("<HH", data, at)
        at += 4
        if tag & 0x8000:
            at = _past_name(data, at)
        value, at = _value(data, at, kind)
        if value is None:
            return
        yield tag, kind & 0xFFF, value


def _past_name(data: bytes, at: int) -> int:
    """A named property: a GUID, then a number or a name."""
    if at + 24 > len(data):
        return len(data)
    kind, number = struct.unpack_from("<II", data, at + 16)
    return at + 24 if kind == 0 else at + 24 + (number + 3 & ~3)


def _value(data: bytes, at: int, kind: int) -> tuple[bytes | None, int]:
    several, plain = kind & 0x1000, kind & 0xFFF
    if plain in _FIXED:
        width = max(_FIXED[plain], 4)
        if not several:
            return (data[at : at + width], at + width) if at + width <= len(data) else (None, at)
    elif plain not in {_UNICODE, _STRING, _BINARY, _OBJECT}:
        return None, at
    if at + 4 > len(data):
        return None, at
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    if plain in _FIXED:
        return b"", min(at + count * max(_FIXED[plain], 4), len(data))
    first = b""
    for index in range(min(count, 10_000)):
        if at + 4 > len(data):
            return None, at
        (length,) = struct.unpack_from("<I", data, at)
        at += 4
        if length > len(data) - at:
            return None, at
        first = data[at : at + length] if index == 0 else first
        at += length + 3 & ~3
    return first, at


def _string(kind: int, content: bytes, codepage: str) -> str:
    if kind == _UNICODE:
        return content.decode("utf-16-le", "replace").rstrip("\0")
    return _text(content, codepage)


def _text(content: bytes, codepage: str) -> str:
    return charsets.decode(content.rstrip(b"\0"), codepage)[0].replace("\r\n", "\n")
