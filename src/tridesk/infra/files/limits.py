"""What may be attached on a page: size and endings. Pure."""

import unicodedata
from collections.abc import Collection

from tridesk.kernel.errors import InvalidError

MB = 1_000_000  # bytes


def check_upload(name: str, size: int, *, limit_mb: int, blocked: Collection[str]) -> None:
    """Raises InvalidError(field="file", name=...) with the reason "too_large" (and `limit_mb`) or
    "type_blocked" (and `ending`). `size` in bytes; `blocked` holds endings without their dot."""
    if size > limit_mb * MB:
        raise too_large(name, limit_mb)
    if (found := ending(name)) in {item.lower().lstrip(".") for item in blocked}:
        raise InvalidError(field="file", reason="type_blocked", name=name, ending=found)


def too_large(name: str, limit_mb: int) -> InvalidError:
    """The refusal, for those who notice before the size is known."""
    return InvalidError(field="file", reason="too_large", name=name, limit_mb=limit_mb)


def ending(name: str) -> str:
    """The ending by which Windows would open it, in lower case without its dot; "" when there is none.

    Of `a.pdf.exe` that is `exe`. Dots and blanks at the end, alternate streams (`a.exe::$DATA`), what follows
    a NUL, invisible and direction-turning characters, and look-alike dots hide nothing.
    """
    plain = unicodedata.normalize("NFKC", name.partition("\0")[0])
    plain = "".join(char for char in plain if unicodedata.category(char) not in {"Cf", "Cc"})
    plain = plain.replace("\\", "/").rpartition("/")[2]
    drive = 2 if plain[1:2] == ":" else 0
    plain = plain[drive:].partition(":")[0].rstrip(". \u3002")
    return plain.rpartition(".")[2].strip().lower() if "." in plain else ""
