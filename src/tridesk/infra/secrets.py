"""Keeps passwords of mailboxes unreadable in the database and signs what leaves the house."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class SecretLostError(Exception):
    """The secret was sealed with another key: the installation's secret key was changed."""


def _key(purpose: str) -> bytes:
    return hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()


def seal(text: str) -> str:
    """Encrypts a secret for the database."""
    return Fernet(base64.urlsafe_b64encode(_key("seal"))).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret again; raises SecretLostError when the key is another one."""
    try:
        return Fernet(base64.urlsafe_b64encode(_key("seal"))).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SecretLostError from error


def sign(purpose: str, value: str, *, length: int = 16) -> str:
    """A signature of `length` lower-case base-32 letters (5 bits each), safe in mail addresses and paths."""
    digest = hmac.digest(_key(purpose), value.encode(), "sha256")
    return base64.b32encode(digest).decode().lower().rstrip("=")[:length]


def signed(purpose: str, value: str, signature: str) -> bool:
    """Whether `sign` gave this signature; compared in constant time."""
    return (
        bool(signature)
        and hmac.compare_digest(sign(purpose, value, length=len(signature)).encode(), signature.lower().encode())
        and len(signature) >= 16
    )
