"""What roles allow when the product is new, and small decisions about people. Pure."""

import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tridesk.identity.types import Permission, Side
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
