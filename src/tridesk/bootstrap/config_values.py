"""How the text of a setting is read: each reader gives the value, or a ValueError that says what would be right."""

import re
from collections.abc import Callable
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tridesk.cli.language import gettext as _

SMTP_SCHEMES = frozenset({"smtp", "smtps", "smtp+starttls"})


def text(value: str) -> str:
    return value


def flag(value: str) -> bool:
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError(_("must be true or false"))


def whole(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = int(value) if value.strip().lstrip("-").isdecimal() else None
        if number is None or not low <= number <= high:
            raise ValueError(_("must be a whole number between %(low)s and %(high)s") % {"low": low, "high": high})
        return number

    return read


def bind(value: str) -> str:
    host, _colon, port = value.rpartition(":")
    bare = ":" in host and not (host.startswith("[") and host.endswith("]"))  # of IPv6, which needs brackets here
    if not host or bare or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(_("must be host:port, as in 127.0.0.1:8000"))
    return value


def url(value: str) -> str:
    parts = _parts(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError(_("must be an address that begins with http:// or https://"))
    return value.rstrip("/")


def origin(value: str) -> str:
    """An address without a path: the pages are served at the root of a host."""
    parts = _parts(url(value))
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError(_("must be http:// or https:// and a host, with nothing after it"))
    return value.rstrip("/")


def database(value: str) -> str:
    parts = _parts(value)
    known = parts.scheme in {"postgres", "postgresql"} or (parts.scheme == "sqlite" and len(parts.path) > 1)
    if value and not known:
        raise ValueError(_("must begin with postgresql:// or be sqlite:/// and a file"))
    return value


def smtp(value: str) -> str:
    parts = _parts(value)
    if value and (parts.scheme not in SMTP_SCHEMES or not parts.hostname or parts.port == 0):
        raise ValueError(_("must begin with smtp://, smtps:// or smtp+starttls:// and name a host"))
    return value


def clamd(value: str) -> str:
    """Of IPv6 in brackets, as `bind` wants it."""
    if not value or (value.startswith("unix:/") and len(value) > len("unix:/")):
        return value
    try:
        return bind(value)
    except ValueError:
        raise ValueError(_("must be unix: and a socket's path, or host:port, as in 127.0.0.1:3310")) from None


def name_servers(value: str) -> tuple[tuple[str, int], ...]:
    """By their addresses: a name would need a name server to be found."""
    return tuple(_name_server(one) for one in words(value))


def _name_server(one: str) -> tuple[str, int]:
    bare = one.startswith("[") or one.count(":") < 2
    host, _colon, port = one.rpartition(":") if bare and not one.endswith("]") and ":" in one else (one, "", "53")
    try:
        if not 0 < int(port) < 65536:
            raise ValueError
        return str(ip_address(host.removeprefix("[").removesuffix("]"))), int(port)
    except ValueError:
        raise ValueError(_("must be addresses with or without a port, as in 192.0.2.53 or [2001:db8::53]:53")) from None


def networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(one) for one in words(value))
    except ValueError:
        raise ValueError(_("must be addresses or networks, as in 198.51.100.7 or 198.51.100.0/24")) from None


def reachable(value: str) -> tuple[frozenset[str], tuple[IPv4Network | IPv6Network, ...]]:
    """Host names, and addresses and networks."""
    hosts: set[str] = set()
    found: list[IPv4Network | IPv6Network] = []
    for one in words(value):
        try:
            found.append(ip_network(one))
        except ValueError:
            if not re.fullmatch(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?", one) or one.replace(".", "").isdigit():
                raise ValueError(_("must be hosts, addresses or networks, as in ci.internal or 10.1.0.0/16")) from None
            hosts.add(one.lower())
    return frozenset(hosts), tuple(found)


def sender(value: str) -> str:
    if value and not all(parseaddr(value)[1].partition("@")):
        raise ValueError(_("must be a mail address, as in Support <help@example.org>"))
    return value


def zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(_("must be a time zone of the IANA list, as in America/Sao_Paulo")) from None
    return value


def choice(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(_("must be one of %(choices)s") % {"choices": ", ".join(choices)})
        return value

    return read


def words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _parts(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - asking for it checks it
    except ValueError:  # its own words would repeat what may hold a password
        raise ValueError(_("is no address that can be read; look at its brackets and its port")) from None
    return parts
