"""How a file from outside is handed to a browser without letting it act there. Pure."""

import codecs
import unicodedata
from urllib.parse import quote

DOWNLOAD = "application/octet-stream"
TEXT = "text/plain; charset=utf-8"
# Shown in the page's window. PDF is not: a sandboxed page may not run the browser's viewer. SVG, HTML never.
INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", TEXT})
FIRST = 512  # bytes that `safe_type` wants to see
_RFC5987 = "!#$&+-.^_`|~"  # attr-char of RFC 5987 beside letters and digits


def safe_type(content_type: str, filename: str, first_bytes: bytes) -> str:
    """An image's type by its own first bytes, plain text that says so and is UTF-8, or else a download.

    `content_type` and `filename` are the sender's and only believed for plain text, where a lie shows text.
    """
    if found := _image(first_bytes):
        return found
    said = content_type.partition(";")[0].strip().lower()
    by_name = said in {"", DOWNLOAD} and filename.lower().endswith((".txt", ".log"))
    return TEXT if (said == "text/plain" or by_name) and _is_text(first_bytes) else DOWNLOAD


def disposition(filename: str, *, inline: bool = False) -> str:
    """Content-Disposition (RFC 6266): a plain name for old programs, the true one encoded (RFC 5987)."""
    name = _tidy(filename)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join("_" if char in '"\\%' else char for char in plain).strip() or "file"
    kind = "inline" if inline else "attachment"
    value = f'{kind}; filename="{plain}"'
    return value if plain == name else f"{value}; filename*=UTF-8''{quote(name, safe=_RFC5987)}"


def headers(
    *, filename: str, content_type: str, size: int, first_bytes: bytes, sha256: str, download: bool = False
) -> dict[str, str]:
    """All headers of the answer; `download` asks for an attachment also where it could be shown."""
    served = safe_type(content_type, filename, first_bytes)
    return {
        "Content-Type": served,
        "Content-Length": str(size),
        "Content-Disposition": disposition(filename, inline=served in INLINE and not download),
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, max-age=31536000, immutable",
        "ETag": f'"{sha256}"',
    }


def _image(first: bytes) -> str:
    """By the signatures of the WHATWG MIME Sniffing Standard, section 6.1, and of ISO 23000-22 for AVIF."""
    if first.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if first.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if first.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if first[:4] == b"RIFF" and first[8:14] == b"WEBPVP":
        return "image/webp"
    return "image/avif" if first[4:12] in {b"ftypavif", b"ftypavis"} else ""


def _is_text(first: bytes) -> bool:
    """Whether it is UTF-8 without control characters; a character cut at the end is no fault."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(first)
    except UnicodeDecodeError:
        return False
    return not any(char < " " and char not in "\t\n\r\f" for char in text)


def _tidy(filename: str) -> str:
    """The last part of a path, without control and direction-turning characters, at most 200 long."""
    name = "".join(char for char in filename if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    name = name.replace("\\", "/").rpartition("/")[2].strip().lstrip(".")
    if len(name) > 200:
        stem, dot, last = name.rpartition(".")
        name = f"{stem[: 199 - len(last)]}.{last}" if dot and len(last) < 20 else name[:200]
    return name or "file"
