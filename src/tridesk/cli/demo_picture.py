"""Small pictures for the demo, drawn here so that none has to be shipped (PNG, W3C recommendation, section 11)."""

import struct
import zlib

WIDTH, HEIGHT = 480, 270  # pixels


def screen(*, hue: tuple[int, int, int] = (24, 78, 168)) -> bytes:
    """A made-up screen: a bar, a window, lines of text."""
    rows = [_row(y, hue) for y in range(HEIGHT)]
    raw = b"".join(b"\x00" + row for row in rows)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _row(y: int, hue: tuple[int, int, int]) -> bytes:
    return b"".join(bytes(_pixel(x, y, hue)) for x in range(WIDTH))


def _pixel(x: int, y: int, hue: tuple[int, int, int]) -> tuple[int, int, int]:
    if y < 22:
        return (32, 36, 44)
    if not (60 < x < 420 and 50 < y < 230):
        return (hue[0] + y // 8, hue[1] + y // 8, min(255, hue[2] + y // 8))
    if y < 74:
        return (214, 219, 227)
    line, place = divmod(y - 86, 18)
    if y >= 86 and place < 7 and 80 < x < 380 - (line * 53) % 140:
        return (176, 54, 30) if line == 1 else (110, 118, 130)
    return (250, 251, 253)
