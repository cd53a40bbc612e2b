"""Small decisions about organisations. Pure."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tridesk.kernel.errors import InvalidError
from tridesk.kernel.text import one_line
from tridesk.orgs.types import OrganisationKind

# Domains that anybody can have an address at say nothing about who employs its owner. The large ones of the
# world and of the three languages' countries; subdomains count too.
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.es",
        "outlook.com.br",
        "outlook.pt",
        "hotmail.com",
        "hotmail.es",
        "hotmail.co.uk",
        "hotmail.fr",
        "hotmail.com.br",
        "hotmail.com.ar",
        "live.com",
        "live.com.mx",
        "live.com.pt",
        "msn.com",
        "yahoo.com",
        "yahoo.com.br",
        "yahoo.com.mx",
        "yahoo.com.ar",
        "yahoo.es",
        "yahoo.co.uk",
        "yahoo.fr",
        "yahoo.de",
        "ymail.com",
        "rocketmail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "aim.com",
        "gmx.com",
        "gmx.net",
        "gmx.de",
        "gmx.at",
        "gmx.es",
        "web.de",
        "t-online.de",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "tutanota.com",
        "tuta.io",
        "zoho.com",
        "zohomail.com",
        "yandex.com",
        "yandex.ru",
        "mail.ru",
        "qq.com",
        "163.com",
        "126.com",
        "mail.com",
        "fastmail.com",
        "hey.com",
        "duck.com",
        "uol.com.br",
        "bol.com.br",
        "terra.com.br",
        "ig.com.br",
        "globo.com",
        "globomail.com",
        "r7.com",
        "zipmail.com.br",
        "oi.com.br",
        "sapo.pt",
        "terra.com",
        "telefonica.net",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "wanadoo.fr",
        "libero.it",
        "virgilio.it",
    ]
)
_DOMAIN = re.compile(r"(?!-)[\w-]{1,63}(?<!-)(\.(?!-)[\w-]{1,63}(?<!-))+", re.UNICODE)


def colleagues_join_in(kind: OrganisationKind) -> bool:
    """Whether colleagues join each other's tickets until somebody decides: what our own people ask is often private."""
    return kind is not OrganisationKind.OWN


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address at this domain."""
    return domain in FREE_MAIL or any(domain.endswith(f".{free}") for free in FREE_MAIL)


def checked_domain(text: str) -> str:
    """A mail domain as we keep it, without @; raises InvalidError where it cannot be one or is free mail."""
    domain = text.strip().lower().removeprefix("@").rstrip(".")
    if len(domain) > 253 or not _DOMAIN.fullmatch(domain):
        raise InvalidError(field="domains", reason="malformed", value=domain)
    if is_free_mail(domain):
        raise InvalidError(field="domains", reason="free_mail", value=domain)
    return domain


def candidates(address: str) -> list[str]:
    """The domains that may tell the owner of an address, the closest first; none for free mail.

    `ana@it.acme.test` may belong to it.acme.test or to acme.test; a bare last label tells nothing.
    """
    domain = address.rpartition("@")[2].strip().lower()
    if "@" not in address or is_free_mail(domain):
        return []
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)][:10]


def checked_line(text: str, *, field: str, limit: int) -> str:
    """One line of 1 to `limit` characters; raises InvalidError."""
    line = one_line(text)
    if not line:
        raise InvalidError(field=field, reason="empty")
    if len(line) > limit:
        raise InvalidError(field=field, reason="too_long", limit=limit)
    return line


def checked_zone(name: str) -> str:
    """A name of the IANA list, or "" for the desk's own zone; raises InvalidError."""
    if name:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise InvalidError(field="time_zone", reason="unknown") from error
    return name
