"""What is known of the large providers: their endpoints, what we ask to be allowed, and their servers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

GOOGLE, MICROSOFT, OTHER = "google", "microsoft", "other"
EVERY_TENANT, PRIVATE_TENANT = "common", "consumers"
PORTS = {("imap", "tls"): 993, ("imap", "starttls"): 143, ("imap", "plain"): 143,
         ("pop3", "tls"): 995, ("pop3", "starttls"): 110, ("pop3", "plain"): 110}  # fmt: skip
_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}")
_AT_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
_MAY = "https://outlook.office.com"


@dataclass(frozen=True, slots=True)
class Provider:
    """`scopes` by the way mail is fetched; `extra` is what the consent page wants beside the standard (RFC 6749)."""

    authorize_url: str
    token_url: str
    scopes: Mapping[str, str]
    extra: Mapping[str, str]


# Google gives a token that lasts only to who asks for "offline" access, and only together with a new consent.
_GOOGLE_SCOPE = "https://mail.google.com/ openid email"
_MICROSOFT_SCOPE = f"{_MAY}/SMTP.Send offline_access openid email profile"
_KNOWN = {
    GOOGLE: Provider(
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
        scopes={"imap": _GOOGLE_SCOPE, "pop3": _GOOGLE_SCOPE},
        extra={"access_type": "offline", "prompt": "consent"},
    ),
    MICROSOFT: Provider(
        authorize_url=f"{_AT_MICROSOFT}/authorize",
        token_url=f"{_AT_MICROSOFT}/token",
        scopes={
            "imap": f"{_MAY}/IMAP.AccessAsUser.All {_MICROSOFT_SCOPE}",
            "pop3": f"{_MAY}/POP.AccessAsUser.All {_MICROSOFT_SCOPE}",
        },
        extra={"prompt": "select_account"},
    ),
}


def provider(name: str, *, tenant: str) -> Provider | None:
    """A known one, for this tenant; None for one whose endpoints the administrator gave."""
    if (known := _KNOWN.get(name)) is None:
        return None
    place = {"tenant": tenant or EVERY_TENANT}
    return Provider(known.authorize_url.format_map(place), known.token_url.format_map(place), known.scopes, known.extra)


def is_tenant(name: str) -> bool:
    """An identifier, a domain or one of Microsoft's words: nothing that would lead elsewhere in an address."""
    return bool(_TENANT.fullmatch(name))


def servers(name: str, *, tenant: str, fetch_by: str) -> dict[str, str | int]:
    """The provider's servers as fields of a mailbox; empty for one we do not know."""
    if name == GOOGLE:
        host = "pop.gmail.com" if fetch_by == "pop3" else "imap.gmail.com"
        return _fields(host, fetch_by, "smtp.gmail.com", 465, "tls")
    if name == MICROSOFT:
        smtp = "smtp-mail.outlook.com" if tenant == PRIVATE_TENANT else "smtp.office365.com"
        return _fields("outlook.office365.com", fetch_by, smtp, 587, "starttls")
    return {}


def _fields(host: str, fetch_by: str, smtp: str, port: int, security: str) -> dict[str, str | int]:
    return {
        "fetch_host": host,
        "fetch_port": PORTS[fetch_by, "tls"],
        "fetch_security": "tls",
        "smtp_host": smtp,
        "smtp_port": port,
        "smtp_security": security,
    }
