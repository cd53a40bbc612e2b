"""Text and addresses: small pure functions that every room may use."""

import re
import unicodedata
from dataclasses import dataclass

_BLANKS = re.compile(r"\s+")
_CONTROL = r"\x00-\x1f\x7f-\x9f\ud800-\udfff"  # PostgreSQL takes no NUL, UTF-8 no lone surrogate
_UNSTORABLE = re.compile(f"[{_CONTROL}]")
_PART = rf"[^@\s<>\"(),:;\\{_CONTROL}]+"
_ADDRESS = re.compile(f"{_PART}@{_PART}")
_MAX_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3


@dataclass(frozen=True, slots=True)
class MailAddress:
    """A name and an address as a person wrote them; either may be empty, neither is checked."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """The address as it is compared: lower case, without blanks at its ends."""
        return self.address.strip().lower()

    @property
    def domain(self) -> str:
        """What follows the last @, in lower case; empty when there is none."""
        return self.key.rpartition("@")[2] if "@" in self.address else ""

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def one_line(text: str) -> str:
    """All white space, line ends too, made single blanks; none at the ends. Control characters are left out."""
    return _UNSTORABLE.sub("", _BLANKS.sub(" ", text)).strip()


def clipped(text: str, limit: int) -> str:
    """At most `limit` characters; an ellipsis takes the place of the last one when something was cut."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def folded(text: str) -> str:
    """How text is compared and sorted whatever its case and accents: "  São  Paulo" is "sao paulo"."""
    plain = unicodedata.normalize("NFKD", one_line(text).casefold())
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def normal_address(text: str) -> str | None:
    """A mail address lower-cased and trimmed as we keep it, or None when it cannot be one."""
    address = text.strip().lower()
    if len(address) > _MAX_ADDRESS or not _ADDRESS.fullmatch(address):
        return None
    return address


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, divided by blanks: long lists stay readable in the code."""
    return frozenset(text.split())
