"""From a mailbox's settings to the servers' accounts."""

from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings

from tridesk.infra.mail.types import Account, Security, ServerAddress
from tridesk.infra.secrets import unseal

_SCHEMES = {"smtp": Security.PLAIN, "smtps": Security.TLS, "smtp+starttls": Security.STARTTLS}
_PORTS = {Security.PLAIN: 25, Security.TLS: 465, Security.STARTTLS: 587}


class MailboxSettings(Protocol):
    """The part of a mailbox that names its servers."""

    fetch_host: str
    fetch_port: int
    fetch_security: str
    fetch_user: str
    fetch_secret: str
    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_user: str
    smtp_secret: str
    ca_file: str


def fetch_account(mailbox: MailboxSettings) -> Account | None:
    """Where mail is fetched; None for an address that only sends. Without a token (actions/servers.py). Raises
    SecretLostError."""
    if not mailbox.fetch_host:
        return None
    return _account(
        mailbox.fetch_host,
        mailbox.fetch_port,
        mailbox.fetch_security,
        mailbox.fetch_user,
        mailbox.fetch_secret,
        mailbox.ca_file,
    )


def smtp_account(mailbox: MailboxSettings | None) -> Account | None:
    """Where mail is handed over: the mailbox's own server or the installation's; None when there is neither."""
    if mailbox is not None and mailbox.smtp_host:
        return _account(
            mailbox.smtp_host,
            mailbox.smtp_port,
            mailbox.smtp_security,
            mailbox.smtp_user,
            mailbox.smtp_secret,
            mailbox.ca_file,
        )
    return _of_installation(settings.CONFIG.smtp_url)


def _account(host: str, port: int, security: str, user: str, secret: str, ca_file: str) -> Account:
    server = ServerAddress(host, port, Security(security), ca_file=Path(ca_file) if ca_file else None)
    return Account(server, user, unseal(secret) if secret else "")


def _of_installation(url: str) -> Account | None:
    if not url:
        return None
    parts = urlsplit(url)
    security = _SCHEMES.get(parts.scheme, Security.TLS)
    server = ServerAddress(parts.hostname or "localhost", parts.port or _PORTS[security], security)
    return Account(server, unquote(parts.username or ""), unquote(parts.password or ""))
