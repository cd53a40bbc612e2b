"""What roles allow when the product is new, and small decisions about people. Pure."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tridesk.identity.types import Permission, Scope, Side
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.text import normal_address, one_line

_ANALYST = (
    Permission.TICKETS_OPEN,
    Permission.TICKETS_REPLY,
    Permission.TICKETS_NOTE,
    Permission.TICKETS_CHANGE,
    Permission.TICKETS_ASSIGN,
    Permission.TICKETS_MERGE,
    Permission.PEOPLE_SEE,
)
_LEAD = (
    *_ANALYST,
    Permission.TICKETS_ALL_TEAMS,
    Permission.TICKETS_DELETE,
    Permission.PEOPLE_MANAGE,
    Permission.ORGS_MANAGE,
    Permission.TEAMS_MANAGE,
    Permission.MAIL_PARKED,
)

# key -> (name in English, side, permissions). The names are translated where they are shown.
BUILT_IN_ROLES: dict[str, tuple[str, Side, tuple[Permission, ...]]] = {
    "requester": ("Requester", Side.REQUESTER, (Permission.TICKETS_OPEN, Permission.TICKETS_REPLY)),
    "vendor_contact": ("Vendor contact", Side.VENDOR, (Permission.TICKETS_OPEN, Permission.TICKETS_REPLY)),
    "analyst": ("Analyst", Side.ANALYST, _ANALYST),
    "lead": ("Lead", Side.ANALYST, _LEAD),
    "administrator": ("Administrator", Side.ANALYST, tuple(Permission)),
}
LANGUAGES = ("en", "es", "pt-br")
DEFAULT_TEAM = "First line"
MAX_NAME = 200


def name_from_address(address: str) -> str:
    """A readable name for somebody who gave none: `ana.souza@acme.test` is "Ana Souza"."""
    local = address.partition("@")[0].partition("+")[0]
    words = [word for word in re.split(r"[._\-]+", local) if word]
    return " ".join(word.capitalize() for word in words) or address


def given_name(text: str, address: str) -> str:
    """The name a mail carried, or "" when it carried none or only repeated the address."""
    name = one_line(text).strip("'\"")
    return "" if "@" in name or name.lower() == address else name[:MAX_NAME]


def checked_address(text: str) -> str:
    """The address as we keep it; raises InvalidError where it cannot be one."""
    address = normal_address(text)
    if address is None:
        raise InvalidError(field="address", reason="malformed")
    return address


def checked_text(text: str, *, field: str, limit: int, blank: bool = False) -> str:
    """One line of at most `limit` characters.

    Raises InvalidError where it is longer, or empty and may not be.
    """
    line = one_line(text)
    if not line and not blank:
        raise InvalidError(field=field, reason="empty")
    if len(line) > limit:
        raise InvalidError(field=field, reason="too_long", limit=limit)
    return line


def checked_language(code: str) -> str:
    """One of the desk's languages; raises InvalidError."""
    if code.lower() not in LANGUAGES:
        raise InvalidError(field="language", reason="unknown")
    return code.lower()


def checked_zone(name: str) -> str:
    """A name of the IANA time zone list; raises InvalidError."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidError(field="time_zone", reason="unknown") from error
    return name


def checked_permissions(values: Iterable[str]) -> list[str]:
    """Known permissions in the order of `Permission`, each once; raises InvalidError for an unknown one."""
    wanted = set(values)
    if unknown := wanted - set(Permission):
        raise InvalidError(field="permissions", reason="unknown", value=min(unknown))
    return [permission.value for permission in Permission if permission in wanted]


def checked_scopes(scopes: Iterable[str], *, within: Iterable[str] | None = None) -> list[str]:
    """Known scopes in the order of `Scope`, each once; raises InvalidError for none, unknown ones and those that are
    not `within`."""
    wanted = set(scopes)
    if unknown := wanted - {scope.value for scope in Scope} or wanted - set(wanted if within is None else within):
        raise InvalidError(field="scopes", reason="unknown_value", value=min(unknown))
    if not wanted:
        raise InvalidError(field="scopes", reason="required")
    return [scope.value for scope in Scope if scope.value in wanted]


# A program on somebody's own machine listens at whatever port is free (RFC 8252 section 7.3).
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|\[::1\]|localhost)(?::([0-9]{1,5}))?((?:[/?][!-~]*)?)")
_PRIVATE = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:/[!-~]*")  # com.example.app:/back (RFC 8252 section 7.1)
MAX_REDIRECTS, MAX_URI = 20, 2000


def checked_redirects(addresses: Iterable[str]) -> list[str]:
    """Where answers for a program may go, each once: https://, an app's own scheme with a dot in it, or http:// on the
    person's own machine. Raises InvalidError."""
    kept = list(dict.fromkeys(address.strip() for address in addresses if address.strip()))
    if len(kept) > MAX_REDIRECTS:
        raise InvalidError(field="redirect_uris", reason="too_many")
    for address in kept:
        if not _may_be_led_to(address):
            raise InvalidError(field="redirect_uris", reason="no_redirect", value=address[:200])
    return kept


def _may_be_led_to(address: str) -> bool:
    if len(address) > MAX_URI or not re.fullmatch(r"[!-~]+", address) or re.search(r'[#\\"<>^`{|}*]', address):
        return False
    if _LOOPBACK.fullmatch(address) or _PRIVATE.fullmatch(address):
        return True
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False


def redirect_fits(known: str, asked: str) -> bool:
    """Whether an answer may go to `asked`: exactly what is known, but for the port on the person's own machine."""
    if known == asked:
        return True
    one, other = _LOOPBACK.fullmatch(known), _LOOPBACK.fullmatch(asked)
    if one is None or other is None:
        return False
    return (one[1], one[3]) == (other[1], other[3]) and 0 < int(other[2] or 80) < 65536
