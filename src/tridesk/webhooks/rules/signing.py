"""Standard Webhooks: how what we send is signed (https://www.standardwebhooks.com, specification 1.0)."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

PREFIX = "whsec_"
LENGTH = 32  # bytes of chance


def secret_of(chance: bytes) -> str:
    """As its owner gets it, once."""
    return PREFIX + base64.b64encode(chance).decode()


def signature(secrets: Iterable[str], *, message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: one for each secret that is valid now, by spaces."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{_mac(secret, signed)}" for secret in secrets)


def _mac(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
