"""ISO-2022-JP as Windows writes it: with the signs of code page 932 that the standard has not (a one in a circle)."""

import re

_ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\([A-D]|\([A-Z])")


def decode(data: bytes) -> str | None:
    """The text; None when there is something in it that cannot be read so."""
    out: list[str] = []
    at, wide, kana = 0, False, False
    try:
        for match in _ESCAPE.finditer(data):
            out.append(_stretch(data[at : match.start()], wide=wide, kana=kana))
            wide, kana, at = match[1][:1] == b"$", match[1] == b"(I", match.end()
        out.append(_stretch(data[at:], wide=wide, kana=kana))
    except UnicodeDecodeError:
        return None
    return "".join(out)


def _stretch(data: bytes, *, wide: bool, kana: bool) -> str:
    if (wide or kana) and not data.isascii():
        data.decode("ascii")  # signs of two bytes have seven bits each
    if kana:
        return bytes(byte | 0x80 for byte in data).decode("cp932")
    return _shifted(data).decode("cp932") if wide else data.decode("cp932")


def _shifted(data: bytes) -> bytes:
    """Row and cell of JIS X 0208 as Shift_JIS writes them; line ends pass."""
    out = bytearray()
    at = 0
    while at < len(data):
        first = data[at]
        if first < 0x21 or at + 1 >= len(data):
            out.append(first)
            at += 1
            continue
        second = data[at + 1]
        lead = (first - 0x21 >> 1) + 0x81
        out.append(lead if lead <= 0x9F else lead + 0x40)
        out.append(second + 0x1F + (second >= 0x60) if first & 1 else second + 0x7E)
        at += 2
    return bytes(out)
