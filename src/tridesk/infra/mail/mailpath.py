"""A mail address as an SMTP command writes it (RFC 5321 section 4.1.2, RFC 6531)."""

import re

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f<>]")


def mail_path(address: str) -> str:
    """The address with its domain in ASCII; its local part may need SMTPUTF8. ValueError when it is none."""
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or _FORBIDDEN.search(address):
        raise ValueError(f"not a mail address: {address!r}")
    if domain.isascii():
        return address
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise ValueError(f"not a mail address: {address!r}") from error
