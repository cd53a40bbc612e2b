"""Rich text of Outlook: LZFu decompression ([MS-OXRTFCP]) and the words or the HTML inside ([MS-OXRTFEX])."""

import re
import struct

MAX_RTF = 8_000_000
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D
_TOKEN = re.compile(rb"\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_HIDDEN = frozenset(
    b"fonttbl colortbl stylesheet info pict object themedata datastore generator pntext listtable xmlnstbl".split()
)
_BREAKS = {b"par": b"\n", b"line": b"\n", b"tab": b"\t", b"cell": b"\t", b"row": b"\n", b"sect": b"\n"}
_SYMBOLS = {b"endash": "–", b"emdash": "—", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
b"rdblquote": "”",
            b"bullet": "•"}  # fmt: skip


def decompressed(data: bytes) -> bytes:
    """The RTF of a PR_RTF_COMPRESSED property; what was read so far when it breaks off."""
    if len(data) < 16:
        return b""
    _size, raw_size, kind = struct.unpack_from("<III", data)
    if kind == _PLAIN:
        return data[16 : 16 + min(raw_size, MAX_RTF)]
    return _lzfu(data, min(raw_size, MAX_RTF)) if kind == _COMPRESSED else b""


def _lzfu(data: bytes, raw_size: int) -> bytes:
    window = bytearray(_DICTIONARY.ljust(4096, b"\0"))
    write, at, out = len(_DICTIONARY), 16, bytearray()
    while at < len(data) and len(out) < raw_size:
        control = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data) or len(out) >= raw_size:
                break
            if not control >> bit & 1:
                piece = data[at : at + 1]
                at += 1
            else:
                if at + 2 > len(data):
                    return bytes(out)
                token = data[at] << 8 | data[at + 1]
                at += 2
                offset, length = token >> 4, (token & 15) + 2
                if offset == write:
                    return bytes(out)
                piece = _copy(window, offset, length, write)
            for byte in piece:
                window[write] = byte
                write = (write + 1) & 4095
            out += piece
    return bytes(out)


def _copy(window: bytearray, offset: int, length: int, write: int) -> bytes:
    """A run may reach into what it writes itself."""
    out = bytearray()
    for step in range(length):
        place = (offset + step) & 4095
        reached = (place - write) & 4095
        out.append(out[reached] if reached < len(out) and reached < length else window[place])
    return bytes(out)


def words_of(rtf: bytes) -> tuple[str, str]:
    """(text, html): HTML when Outlook wrapped it into the RTF, else the plain words."""
    from_html = b"\\fromhtml" in rtf[:2000]
    found = re.search(rb"\\ansicpg(\d{3,5})", rtf[:2000])
    codec = f"cp{found[1].decode()}" if found else "cp1252"
    words = _Words(codec, from_html=from_html)
    for match in _TOKEN.finditer(rtf[:MAX_RTF]):
        words.take(match)
    text = "".join(words.flushed())
    return ("", text) if from_html else (text.strip(), "")


class _Words:
    def __init__(self, codec: str, *, from_html: bool) -> None:
        self.codec, self.from_html = codec, from_html
        self.out: list[str] = []
        self.pending = bytearray()
        self.hidden = [False]  # one a group
        self.tag = [False]  # inside {\*\htmltag ...}
        self.suppressed = False  # \htmlrtf: text for RTF readers alone
        self.starred = False
        self.skip = 0  # fallback characters after \u

    def flushed(self) -> list[str]:
        if self.pending:
            try:
                self.out.append(self.pending.decode(self.codec, "replace"))
            except LookupError:
                self.out.append(self.pending.decode("cp1252", "replace"))
            self.pending.clear()
        return self.out

    def take(self, match: re.Match[bytes]) -> None:
        code, word, number, symbol, brace, text = match.groups()
        if brace:
            self._brace(brace)
        elif word:
            self._word(word, number)
        elif symbol == b"*":
            self.starred = True
        elif code:
            self._say(bytes((int(code, 16),)))
        elif symbol and symbol in b"\\{}":
            self._say(symbol)
        elif symbol == b"~":
            self._say(b" ")
        elif text:
            self._say(text)

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            self.hidden.append(self.hidden[-1])
            self.tag.append(self.tag[-1])
        elif len(self.hidden) > 1:
            self.hidden.pop()
            self.tag.pop()
        self.starred = False

    def _word(self, word: bytes, number: bytes | None) -> None:
        if word == b"htmltag" and self.from_html:
            self.tag[-1] = True
            self.hidden[-1] = False
        elif word == b"htmlrtf":
            self.suppressed = number != b"0"
        elif self.starred or word in _HIDDEN:
            self.hidden[-1] = True
        elif word == b"u" and number:
            self._symbol(chr(int(number) & 0xFFFF))
            self.skip = 1
        elif word in _BREAKS:
            self._say(_BREAKS[word])
        elif word in _SYMBOLS:
            self._symbol(_SYMBOLS[word])
        self.starred = False

    def _visible(self) -> bool:
        return not self.hidden[-1] and not (self.suppressed and self.from_html)

    def _symbol(self, char: str) -> None:
        if self._visible():
            self.flushed().append(char if not "\ud800" <= char <= "\udfff" else "\ufffd")

    def _say(self, data: bytes) -> None:
        if self.skip:
            data, self.skip = data[self.skip :], 0
        if self._visible():
            self.pending += data
