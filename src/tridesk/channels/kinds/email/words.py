"""Header text: folding, encoded words (RFC 2047), raw eight-bit text (RFC 6532), and what programs made of them."""

import binascii
import re

from tridesk.channels.kinds.email import charsets

_FOLD = re.compile(r"[\r\n]+[ \t]*|\t")
_WORD = re.compile(r"=\?([^?\s]{1,64})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*){0,4})\?=")
_UNENDED = re.compile(r"=\?([^?\s]{1,64})\?([bBqQ])\?([^?\s]*)\??$")
_BETWEEN = re.compile(r"[ \t\r\n]*")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOISE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def unfolded(raw: bytes, charset: str = "") -> str:
    """A header's value on one line, eight-bit bytes read as UTF-8 or as the message's own charset."""
    text = raw.decode("ascii") if raw.isascii() else charsets.decode(raw, charset if charset else "utf-8")[0]
    return _FOLD.sub(" ", text).strip() if "\n" in text or "\r" in text or "\t" in text else text.strip()


def decoded(text: str) -> str:
    """The text with its encoded words read; what cannot be read stays as it was."""
    if "=?" not in text:
        return _NOISE.sub(" ", text)
    return _NOISE.sub(" ", "".join(_pieces(text)))


def header_text(raw: bytes, charset: str = "") -> str:
    """From the wire to what a person reads."""
    text = unfolded(raw, charset)
    if "\x1b" in text:  # raw ISO-2022-JP, as old Japanese programs send it
        text = charsets.decode(raw, "iso-2022-jp")[0]
    return decoded(text).strip()


def _pieces(text: str) -> list[str]:
    """Neighbouring words of one charset are joined as bytes: programs cut inside a character."""
    out: list[str] = []
    at, charset = 0, ""
    pending: list[tuple[str, str]] = []  # (encoding, body)
    for match in _WORD.finditer(text):
        gap = text[at : match.start()]
        label = match[1].split("*")[0].lower()
        if pending and (gap.strip(" \t\r\n") or label != charset):
            out.append(_read(pending, charset))
            pending = []
        if gap.strip(" \t\r\n") or not ((at and out) or pending):
            out.append(gap)
        pending.append((match[2], match[3]))
        charset, at = label, match.end()
    if pending:
        out.append(_read(pending, charset))
    out.append(_unended(text[at:]))
    return out


def _read(pending: list[tuple[str, str]], charset: str) -> str:
    """Base64 that was cut inside a group of four is joined before it is decoded."""
    bodies: list[tuple[str, str]] = []
    for encoding, body in pending:
        before = bodies[-1] if bodies else ("", "")
        if encoding in "bB" and before[0] in {"b", "B"} and len(before[1]) % 4 and "=" not in before[1]:
            bodies[-1] = (encoding, before[1] + body)
        else:
            bodies.append((encoding, body))
    return charsets.decode(b"".join(_bytes_of(*one) for one in bodies), charset)[0]


def _unended(rest: str) -> str:
    match = _UNENDED.search(rest)
    if not match or not match[3]:
        return rest
    gap = "" if not rest[: match.start()].strip() else rest[: match.start()]
    return gap + charsets.decode(_bytes_of(match[2], match[3]), match[1])[0]


def _bytes_of(encoding: str, body: str) -> bytes:
    data = body.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return _HEX.sub(lambda found: bytes((int(found[1], 16),)), data.replace(b"_", b" "))
    return base64_bytes(data)


def base64_bytes(data: bytes) -> bytes:
    """All that can be had of base64, whatever its padding, line ends and strange characters."""
    padding = data.find(b"=")
    if padding < 0 or not data[padding:].strip(b"= \t\r\n"):
        try:
            return binascii.a2b_base64(data)
        except binascii.Error:
            pass
    return b"".join(_base64_piece(piece) for piece in re.split(rb"=+", data))


def _base64_piece(piece: bytes) -> bytes:
    clean = _NOT_BASE64.sub(b"", piece.replace(b"-", b"+").replace(b"_", b"/"))
    clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
