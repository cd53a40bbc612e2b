"""Mails signed as strangers sign them, by keys of the tests' own."""

import base64
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from unittest import mock

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

ALL = (b"from", b"to", b"subject", b"date", b"message-id", b"in-reply-to", b"references", b"content-type",
       b"content-transfer-encoding", b"cc")  # fmt: skip


@dataclass(frozen=True)
class Key:
    """`private` as dkimpy takes it, `record` as it is published."""

    private: bytes
    record: str
    algorithm: bytes


@cache
def rsa_key(bits: int = 1024) -> Key:
    made = rsa.generate_private_key(65537, bits)
    private = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = made.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Key(private, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}", b"rsa-sha256")


@cache
def ed25519_key() -> Key:
    made = ed25519.Ed25519PrivateKey.generate()
    public = base64.b64encode(made.public_key().public_bytes_raw()).decode()
    return Key(base64.b64encode(made.private_bytes_raw()), f"v=DKIM1; k=ed25519; p={public}", b"ed25519-sha256")


def signed(
    raw: bytes,
    domain: str,
    *,
    selector: str = "s",
    key: Key | None = None,
    covers: tuple[bytes, ...] = ALL,
    canonicalize: tuple[bytes, bytes] = (b"relaxed", b"relaxed"),
    length: bool = False,
) -> bytes:
    """The mail under its signature; of `covers` the fields it has."""
    key = key or rsa_key()
    signer = dkim.DKIM(raw, signature_algorithm=key.algorithm)
    present = [name.lower() for name, _ in signer.headers]
    names = [name for name in covers if name in present]
    with mock.patch.object(dkim, "nacl", _NACL, create=True):
        line = signer.sign(
            selector.encode(),
            domain.encode(),
            key.private,
            include_headers=names,
            canonicalize=canonicalize,
            length=length,
        )
    return line + raw


def _signing_key(private: bytes, **_how: object) -> SimpleNamespace:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(base64.b64decode(private))
    return SimpleNamespace(sign=lambda digest: SimpleNamespace(signature=key.sign(digest)))


# dkimpy signs ed25519 with a library that Tridesk does not need.
_NACL = SimpleNamespace(
    signing=SimpleNamespace(SigningKey=_signing_key), encoding=SimpleNamespace(Base64Encoder=None), exceptions=None
)
