"""The name a file is shown and kept under: never a path, never empty, never a trick."""

import re

from tridesk.channels.kinds.email.wire import Part

_BAD = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_LIMIT = 200
_ENDINGS = {
    "application/ics": "ics",
    "application/json": "json",
    "application/msword": "doc",
    "application/pdf": "pdf",
    "application/pgp-keys": "asc",
    "application/pgp-signature": "asc",
    "application/pkcs7-mime": "p7m",
    "application/pkcs7-signature": "p7s",
    "application/rtf": "rtf",
    "application/vnd.ms-excel": "xls",
    "application/x-pkcs7-signature": "p7s",
    "application/xml": "xml",
    "application/zip": "zip",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "image/jpeg": "jpg",
    "image/svg+xml": "svg",
    "image/tiff": "tif",
    "message/delivery-status": "txt",
    "message/disposition-notification": "txt",
    "message/feedback-report": "txt",
    "message/global": "eml",
    "message/rfc822": "eml",
    "text/calendar": "ics",
    "text/html": "html",
    "text/markdown": "md",
    "text/plain": "txt",
    "text/rfc822-headers": "txt",
    "text/rtf": "rtf",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
    "video/quicktime": "mov",
}


def ending_of(content_type: str) -> str:
    found = _ENDINGS.get(content_type)
    if found:
        return found
    major, _, minor = content_type.partition("/")
    plain = minor.removeprefix("x-")
    return plain if major in {"image", "audio", "video", "text"} and plain.isalnum() and len(plain) <= 5 else "bin"


def given_name(part: Part) -> str:
    """The name the sender gave, made safe; empty when none was given."""
    name = part.disposition.parameters.get("filename") or part.content_type.parameters.get("name") or ""
    return safe_name(name)


def safe_name(name: str) -> str:
    name = _BAD.sub("", name).replace("\\", "/").rstrip("/").rpartition("/")[2].strip(" .")
    if len(name) > _LIMIT:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: _LIMIT - 12]}{dot}{ending[:10]}" if dot else name[:_LIMIT]
    return name


def made_up(content_type: str, number: int, title: str = "") -> str:
    """For a part without a name: its title, or its place among the files."""
    stem = safe_name(title.replace("/", "-"))[:80] or f"attachment-{number}"
    return f"{stem}.{ending_of(content_type)}"
