"""DKIM keys of our own, and signing with them (RFC 6376, 8301)."""

import base64
import logging
import re
from enum import StrEnum

import dkim
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from dkim.util import parse_tag_value

BITS = 2048
_BITS = range(1024, 4097)  # shorter proves nothing, longer does not fit where others look
_SIGNED = (
    b"from", b"reply-to", b"subject", b"date", b"message-id", b"to", b"cc", b"in-reply-to", b"references",
    b"mime-version", b"content-type", b"content-transfer-encoding",
)  # fmt: skip
_DAMAGE = re.compile(r"\s+")
_quiet = logging.Logger("dkim", logging.CRITICAL + 1)


class UnusableKeyError(Exception):
    """The text is no private RSA key that one could sign with. `reason`: no_key, sealed_key, no_rsa, key_size."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Published(StrEnum):
    """What stands at a record's name: nothing, our key, another one."""

    NOTHING = "nothing"
    OURS = "ours"
    OTHER = "other"


def make_key() -> str:
    """A new private key (PEM)."""
    return _written(generate_private_key(65537, BITS))


def read_key(text: str) -> str:
    """A private key as it is kept, from PEM of whichever form. Raises UnusableKeyError."""
    try:
        key = serialization.load_pem_private_key(text.strip().encode("ascii", "replace"), password=None)
    except TypeError:
        raise UnusableKeyError("sealed_key") from None
    except (ValueError, UnsupportedAlgorithm):
        raise UnusableKeyError("no_key") from None
    if not isinstance(key, RSAPrivateKey):
        raise UnusableKeyError("no_rsa")
    if key.key_size not in _BITS:
        raise UnusableKeyError("key_size")
    return _written(key)


def _written(key: RSAPrivateKey) -> str:
    form = serialization.PrivateFormat.TraditionalOpenSSL  # the one that dkimpy reads
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def record_name(domain: str, selector: str) -> str:
    """Where the public key is looked for (section 3.6.2.1)."""
    return f"{selector}._domainkey.{domain}"


def record_of(key: str) -> str:
    """What is to be published for this private key (section 3.6.1)."""
    return f"v=DKIM1; k=rsa; p={_public(key)}"


def published(key: str, records: tuple[bytes, ...]) -> Published:
    """What these TXT records mean for those who check our signatures. Several keys of one name are as good as none."""
    found = [record for record in records if b"p=" in record]
    if not found:
        return Published.NOTHING
    try:
        [tags] = [parse_tag_value(record) for record in found]
        same = _DAMAGE.sub("", tags[b"p"].decode()) == _public(key) and tags.get(b"k", b"rsa") == b"rsa"
    except Exception:  # noqa: BLE001 - whatever somebody published
        return Published.OTHER
    return Published.OURS if same else Published.OTHER


def _public(key: str) -> str:
    loaded = serialization.load_pem_private_key(key.encode(), password=None)
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(loaded.public_key().public_bytes(serialization.Encoding.DER, form)).decode()


def signed(raw: bytes, *, domain: str, selector: str, key: str) -> bytes:
    """The mail under its signature. From is signed once more than it is there: none can be added (section 8.15).

    `raw` has CRLF line ends, as it goes over the wire. Raises dkim.DKIMException for a key that is none.
    """
    signer = dkim.DKIM(raw, logger=_quiet)
    there = {name.lower() for name, _value in signer.headers}
    names = [name for name in _SIGNED if name in there]
    line: bytes = signer.sign(
        selector.encode(),
        domain.encode(),
        key.encode(),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[*names, b"from"],
    )
    return line + raw
