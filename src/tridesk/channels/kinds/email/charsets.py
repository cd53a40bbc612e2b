"""Bytes to text when the label may be absent, misspelt or a lie.

The order of belief: a byte order mark, UTF-8 that checks out, the label, what the bytes look like.
"""

import codecs
import re
from functools import lru_cache

from tridesk.channels.kinds.email import jis
from tridesk.kernel.text import word_set

_ALIASES = {
    "ansi_x3.4-1968": "ascii",
    "7bit": "ascii",
    "8bit": "",
    "binary": "",
    "default": "",
    "default_charset": "",
    "none": "",
    "x-unknown": "",
    "unknown-8bit": "",
    "unknown": "",
    "x-user-defined": "",
    "utf8mb4": "utf-8",
    "utf-8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "x-unicode-2-0-utf-7": "utf-7",
    "unicode": "utf-16",
    "iso-10646-ucs-2": "utf-16",
    "ucs-2": "utf-16",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "visual": "iso-8859-8",
    "logical": "iso-8859-8",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "x-ms-cp932": "cp932",
    "x-euc-jp": "euc_jp",
    "x-euc": "euc_jp",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cn-gb": "gb18030",
    "chinese": "gb18030",
    "cp936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "ksc_5601": "cp949",
    "euc-kr": "cp949",
    "korean": "cp949",
    "x-windows-949": "cp949",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-ce": "mac_latin2",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "ansi": "cp1252",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "iso-8859-9": "cp1254",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "us-ascii": "ascii",
}
_NOT_TEXT = word_set("base64 bz2 hex idna punycode quopri rot13 undefined uu zlib unicode_escape mbcs oem")
_SUPERSETS = {"iso2022_jp": ("iso2022_jp_2", "iso2022_jp_ext"), "euc_kr": ("cp949",), "shift_jis": ("cp932",)}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEVEN_BIT_ESCAPES = frozenset({"utf-7", "hz", "iso2022_jp", "iso2022_kr", "iso2022_jp_2", "iso2022_jp_ext"})
_SAMPLE = 8192

_ISO_2022 = re.compile(rb"\x1b(?:\$[@B]|\([BJI]|\$\([A-D])")


@lru_cache(maxsize=512)
def codec_of(label: str) -> str:
    """The Python codec for a charset label of the wire; empty when nobody knows it."""
    name = label.strip().strip("\"'<>=;, ").lower().replace("_charset", "")
    name = name.split(";")[0].split("*")[0].strip()
    name = _ALIASES.get(name, name)
    if not name:
        return ""
    for guess in (name, name.removeprefix("x-"), name.replace("windows-", "cp"), _respelt(name)):
        try:
            found = codecs.lookup(guess).name.replace("-", "_")
        except (LookupError, ValueError, UnicodeError):
            continue
        found = found.removesuffix("_codec")
        return (
            "" if found in _NOT_TEXT else {"iso8859_1": "cp1252", "utf_8": "utf-8", "utf_7": "utf-7"}.get(found, found)
        )
    return ""


def _respelt(name: str) -> str:
    match = re.match(r"(?:iso|is0)[-_ ]?8859[-_ ]?(\d{1,2})", name)
    if match:
        return f"iso8859-{match[1]}"
    match = re.match(r"(?:windows|win|cp|ibm)[-_ ]?(\d{3,5})", name)
    if match:
        return f"cp{match[1]}"
    match = re.match(r"utf[-_ ]?(7|8|16|32)", name)
    return f"utf-{match[1]}" if match else name


def decode(data: bytes, label: str = "") -> tuple[str, bool]:
    """The text, and whether the label was good (absent on plain ASCII is good)."""
    codec = codec_of(label)
    if (
        data.isascii()
        and codec not in _SEVEN_BIT_ESCAPES
        and not codec.startswith(("utf_16", "utf_32", "cp037"))
        and (b"\x1b" not in data or not _ISO_2022.search(data))
    ):
        return data.decode("ascii"), codec != "" or not label
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace").lstrip("\ufeff"), True
    if (
        codec in {"", "ascii", "cp1252", "utf-8"}
        and (text := _strict(data, "utf-8")) is not None
        and b"\x1b" not in data
    ):
        return text, codec == "utf-8" or not label
    return _by_label(data, codec, label)


def _by_label(data: bytes, codec: str, label: str) -> tuple[str, bool]:
    if codec.startswith("utf_16") or (not codec and data.count(b"\0") > len(data) // 4):
        return _wide(data), codec != ""
    if codec == "cp1252":
        return _cp1252(data), True
    if codec not in {"", "ascii", "utf-8"}:
        for name in (codec, *_SUPERSETS.get(codec, ())):
            if (text := _strict(data, name)) is not None:
                return text, True
        if codec.startswith("iso2022_jp") and (text := jis.decode(data)) is not None:
            return text, True
        if (text := _strict(data, "utf-8")) is not None:
            return text, False
        text = data.decode(codec, "replace")
        if text.count("\ufffd") <= max(1, len(text) // 50):
            return text, False
    elif codec == "utf-8":
        text = data.decode("utf-8", "replace")
        good = sum(1 for byte in data[:_SAMPLE] if 0xC2 <= byte <= 0xF4)
        if text[:_SAMPLE].count("\ufffd") * 5 < good:
            return text, False
    return guessed(data), not label


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _wide(data: bytes) -> str:
    little = data[1::2].count(0) >= data[0::2].count(0)
    return data.decode("utf-16-le" if little else "utf-16-be", "replace").lstrip("\ufeff")


def _cp1252(data: bytes) -> str:
    text = _strict(data, "cp1252")
    return data.decode("latin-1") if text is None else text


def guessed(data: bytes) -> str:
    """Text of unknown charset: the candidate whose letters look most like a language."""
    if _ISO_2022.search(data):
        return data.decode("iso2022_jp_2", "replace")
    best, best_score = "", 0.0
    sample = data if len(data) <= _SAMPLE else data[:_SAMPLE]
    for codec in ("utf-8", "cp932", "euc_jp", "gb18030", "cp949", "big5hkscs", "cp1251", "koi8_r", "cp1252"):
        score = _likeness(sample, codec)
        if score > best_score:
            best, best_score = codec, score
    return data.decode(best, "replace") if best not in {"", "cp1252"} else _cp1252(data)


_MIXED = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f](?=[A-Za-z])")
_RUSSIAN = frozenset("оеаинтсрвлкмдпуяыьгзбч")
_LATIN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšžÀÁÂÃÄÅÆÇÈÉÊËÍÑÓÖÕØÚÜ€–—‘’“”…«»°º¿¡ª·©® ´")


def _likeness(sample: bytes, codec: str) -> float:
    """0..1: how much of what is beyond ASCII is usual in the languages that use this codec."""
    text = sample.decode(codec, "replace")
    beyond = [char for char in text if char > "\x7f"]
    if not beyond:
        return 0.0
    broken = sum(char == "\ufffd" or "\x80" <= char <= "\x9f" for char in beyond)
    mixed = len(_MIXED.findall(text))  # é in café: other scripts do not stand inside Latin words
    if codec in {"cp1251", "koi8_r"}:
        usual = sum(char in _RUSSIAN for char in beyond) * 0.98 - mixed
    elif codec == "cp1252":
        # Western text is mostly ASCII letters with a few accents between them
        letters = sum(char.isalpha() for char in text)
        weight = 0.99 if len(beyond) <= 3 else 0.95 if len(beyond) * 2 < letters else 0.4
        usual = sum(char in _LATIN for char in beyond) * weight
    elif codec == "utf-8":
        usual = len(beyond)
    else:
        usual = _east_asian(beyond, codec) - mixed
    return max(0.0, (usual - 3 * broken) / len(beyond))


def _east_asian(beyond: list[str], codec: str) -> float:
    kana = sum("\u3041" <= char <= "\u30ff" for char in beyond)
    han = sum("\u4e00" <= char <= "\u9fff" for char in beyond)
    hangul = sum("\uac00" <= char <= "\ud7a3" for char in beyond)
    marks = sum("\u3000" <= char <= "\u3020" or "\uff01" <= char <= "\uff5e" for char in beyond)
    if codec in {"cp932", "euc_jp"}:
        return (kana + han * 0.9 + marks) * (0.97 if kana * 6 >= han else 0.5)
    if codec == "cp949":
        return (hangul + marks) * 0.97
    return (han + marks) * (0.9 if codec == "gb18030" else 0.85)
