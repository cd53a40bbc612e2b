"""Which part of a domain somebody registered: the public suffix list (publicsuffix.org), read once."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path


def organisation(domain: str) -> str:
    """`acme.co.uk` of `mail.acme.co.uk` (RFC 7489 section 3.2). A public suffix itself stays as it is.

    `domain` is lower case and ASCII. Where no rule fits, the last two labels count.
    """
    labels = domain.split(".")
    return ".".join(labels[-(_public(labels) + 1) :])


def is_public(domain: str) -> bool:
    """Whether anybody may register below it."""
    return _public(labels := domain.split(".")) >= len(labels)


def _public(labels: list[str]) -> int:
    """How many labels, from the right, are public."""
    rules = _rules()
    for at in range(len(labels)):
        name = ".".join(labels[at:])
        if f"!{name}" in rules:
            return len(labels) - at - 1
        if name in rules or (at + 1 < len(labels) and f"*.{'.'.join(labels[at + 1 :])}" in rules):
            return len(labels) - at
    return 1


@cache
def _rules() -> frozenset[str]:
    package = find_spec("authheaders")  # its list alone: the package itself is not loaded
    if package is None or package.origin is None:
        return frozenset()
    text = Path(package.origin).with_name("public_suffix_list.txt").read_text("utf-8")
    words = (line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith("//"))
    return frozenset(_ascii(word) for word in words)


def _ascii(rule: str) -> str:
    if rule.isascii():
        return rule.lower()
    return ".".join(part if part in ("*", "!") else part.encode("idna").decode() for part in rule.lower().split("."))
