"""What a mailbox sends is signed with its DKIM key, where it has one."""

import logging
import re
from typing import Protocol

from tridesk.infra.mail.hops import ascii_domain
from tridesk.infra.mail.suffixes import is_public
from tridesk.infra.secrets import SecretLostError, unseal

log = logging.getLogger(__name__)
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")
_SELECTOR = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


class SigningSettings(Protocol):
    """The part of a mailbox that says how its mail is signed."""

    address: str
    dkim_domain: str
    dkim_selector: str
    dkim_secret: str


def domain_of(address: str) -> str:
    """Of a mail address, as name servers know it."""
    return ascii_domain(address.rpartition("@")[2])


def is_domain(text: str) -> bool:
    return len(text) <= 253 and _DOMAIN.fullmatch(text) is not None


def is_selector(text: str) -> bool:
    return len(text) <= 63 and _SELECTOR.fullmatch(text) is not None


def speaks_for(domain: str, address: str) -> bool:
    """Whether a signature of this domain counts for the address (RFC 7489 section 3.1.1): its own, or one above it."""
    own = domain_of(address)
    return (own == domain or own.endswith(f".{domain}")) and not is_public(domain)


def signed(mailbox: SigningSettings | None, raw: bytes) -> bytes:
    """The mail under its signature; as it is where there is no key, or none that can be used. Never raises: an
    unsigned mail arrives in most places, one that waits for an administrator arrives nowhere."""
    if mailbox is None or not mailbox.dkim_secret:
        return raw
    if not speaks_for(mailbox.dkim_domain, mailbox.address):
        log.warning("%s sends unsigned: %s does not speak for it", mailbox.address, mailbox.dkim_domain)
        return raw
    from tridesk.infra.mail import signing  # its libraries take a while to load

    try:
        key = unseal(mailbox.dkim_secret)
        return signing.signed(raw, domain=mailbox.dkim_domain, selector=mailbox.dkim_selector, key=key)
    except SecretLostError:
        log.warning("%s sends unsigned: its DKIM key was sealed with another secret key", mailbox.address)
    except Exception:
        log.exception("%s sends unsigned", mailbox.address)
    return raw
