"""Who brought a mail to our own side: read from the Received lines that our own servers wrote. Pure.

The topmost line is written by the last server, ours. A line says who brought the mail to the server that wrote it.
Where that was a machine of ours (loopback, a private network, one of the named relays), that machine wrote the next
line, and so on. The first other address is the client SPF is about. Nothing below it is looked at: anybody may have
written that.

No client is named, so that SPF is left out, where the line says that its sender had signed in (RFC 3848) or came by a
web page; where it is from a machine of the same organisation as the server, which then is a relay nobody told us of;
and where a line cannot be read without doubt.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from tridesk.infra.mail.suffixes import organisation

type Network = IPv4Network | IPv6Network
type _IP = IPv4Address | IPv6Address

MAX_LINES = 12
MAX_LINE = 2_000
_PRIVATE = tuple(
    ip_network(text)
    for text in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10",
        "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip
_TOKENS = re.compile(r"\((?:[^()]|\([^()]*\))*\)|[^\s()]+")
_BRACKETED = re.compile(r"\[(?:IPv6:)?([0-9a-f.:]{2,45})\]", re.IGNORECASE)
_ALONE = re.compile(r"(?:\S+@)?\[?([0-9a-f.:]{2,45})\]?", re.IGNORECASE)
_HELO = re.compile(r"helo=\S+", re.IGNORECASE)
_SIGNED_IN = re.compile(r"(?:UTF8)?(?:E?SMTPS?A|LMTPS?A)|HTTPS?|MAPI", re.IGNORECASE)
# Microsoft 365 passes mail on between its own servers by public addresses and shows the name they gave themselves.
_MICROSOFT = ".prod.outlook.com"
_AT_HOME = re.compile(r"(?:UTF8)?LMTPS?A?|local", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Travelled:
    """What a mail says of its way: the author's domain (empty: none, or several); the envelope's sender (None: nobody
    wrote it down, empty: it was empty); the unfolded Received lines, topmost first."""

    author: str
    return_path: str | None
    received: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Client:
    """`helo` is what it called itself."""

    address: str
    helo: str


def ascii_domain(domain: str) -> str:
    """As name servers know it; empty where it cannot be one."""
    try:
        return domain.lower().strip(".") if domain.isascii() else domain.encode("idna").decode().lower()
    except UnicodeError:
        return ""


def client_of(received: Iterable[str], *, relays: Sequence[Network] = ()) -> Client | None:
    """`received` are the unfolded values, topmost first."""
    for line, _ in zip(received, range(MAX_LINES), strict=False):
        words = _TOKENS.findall(line[:MAX_LINE].rpartition(";")[0] or line[:MAX_LINE])
        if not words or words[0].lower() != "from":
            continue  # a server passed it on to itself
        by = _at(words, "by")
        protocol = words[at + 1] if 0 < (at := _at(words, "with")) < len(words) - 1 else ""
        client, name = _client(words[1 : by or len(words)])
        if _SIGNED_IN.fullmatch(protocol):
            return None
        if client is None:
            if _AT_HOME.fullmatch(protocol):
                continue
            return None
        if any(client in network for network in (*_PRIVATE, *relays)):
            continue
        if by and _same_house(name, words[by + 1 : by + 2]):
            return None
        return Client(str(client), _helo(words[1 : by or len(words)]))
    return None


def _helo(words: list[str]) -> str:
    told = next(
        (found[0][5:] for word in words if (found := _HELO.search(word.rstrip(")")))), words[0] if words else ""
    )
    return told.lower().strip("[]().")


def _at(words: list[str], word: str) -> int:
    """Where it stands outside of comments; 0: nowhere."""
    return next((at for at, each in enumerate(words) if each.lower() == word), 0)


def _client(words: list[str]) -> tuple[_IP | None, str]:
    """The address that the server saw and the name that it looked up for it. HELO's words are the client's own."""
    comments = [word[1:-1].strip() for word in words if word.startswith("(")]
    said = words[0] if words and not words[0].startswith("(") else ""
    seen = {found for comment in comments if (found := _in_comment(comment)) is not None}
    exim = any(_HELO.search(comment) for comment in comments)
    if len(seen) == 1:
        return seen.pop(), said if exim or said.lower().endswith(_MICROSOFT) else _looked_up(comments)
    if not seen and exim and (literal := _BRACKETED.fullmatch(said)):  # the address has no name: "[192.0.2.1] (helo=x)"
        return _parsed(literal[1]), ""
    return None, ""


def _looked_up(comments: list[str]) -> str:
    """Postfix and others: "from anything (name [192.0.2.1])"."""
    named = next((comment for comment in comments if "[" in comment and "may be forged" not in comment), "")
    return next(iter(named.partition("[")[0].split()[-1:]), "")


def _in_comment(comment: str) -> _IP | None:
    if re.match(r"(?:HELO|EHLO)\s", comment, re.IGNORECASE):  # qmail
        return None
    plain = _HELO.sub("", comment)
    bracketed = _BRACKETED.findall(plain)
    if len(bracketed) > 1:
        return None
    alone = _ALONE.fullmatch(plain.strip())
    return _parsed(bracketed[0] if bracketed else alone[1] if alone else "")


def _parsed(text: str) -> _IP | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _same_house(name: str, by: list[str]) -> bool:
    names = [each.lower().strip(".") for each in (name, *by)]
    whole = len(names) == 2 and all(re.fullmatch(r"[a-z0-9.-]+\.[a-z][a-z0-9-]*", each) for each in names)
    return whole and organisation(names[0]) == organisation(names[1])
