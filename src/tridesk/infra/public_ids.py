"""Numbers of rows as words that tell nothing: neither how many there are, nor which came before.

One block of AES over the number and a check of its kind: the same number always gives the same word, a word that we did
not make is no number of ours (64 bits of check), and nothing has to be stored or looked up.
"""

import base64
import hashlib
import os
import threading
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tridesk.infra.installation_keys import installation_key

_KEY = "public_ids"
_LENGTH = 26  # base-32 letters of 16 bytes
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"  # base 32 (RFC 4648), two at once: lists are full of ids
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
_SHIFTS = range(120, -1, -10)
_this = threading.local()


def public_id(kind: str, number: int) -> str:
    """`tk_` and 26 letters for kind "tk"; `number` is 0 to 2**63 - 1."""
    block = _ciphers()[0].update(_check(kind) + number.to_bytes(8, "big"))
    bits = int.from_bytes(block, "big") << 2  # 128 bits and two of nothing make 13 pairs of letters
    return f"{kind}_{''.join([_PAIRS[bits >> shift & 1023] for shift in _SHIFTS])}"


def number_of(kind: str, word: str) -> int | None:
    """The number behind a word of this kind, None for anything else."""
    prefix, _, letters = word.partition("_")
    if prefix != kind or len(letters) != _LENGTH or not letters.isascii():
        return None
    try:
        block = base64.b32decode(letters.upper() + "=" * 6)
    except ValueError:
        return None
    plain = _ciphers()[1].update(block)
    if plain[:8] != _check(kind) or public_id(kind, int.from_bytes(plain[8:], "big")) != word:
        return None
    return int.from_bytes(plain[8:], "big")


def _check(kind: str) -> bytes:
    found = _checks.get(kind)
    if found is None:
        found = _checks[kind] = hashlib.sha256(f"kind:{kind}".encode()).digest()[:8]
    return found


_checks: dict[str, bytes] = {}


def _ciphers() -> tuple[Any, Any]:
    """Blocks are independent of each other, so one context serves a thread for ever."""
    key = installation_key(_KEY)
    held: tuple[bytes, Any, Any] | None = getattr(_this, "ciphers", None)
    if held is None or held[0] is not key:
        cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 - one block, made unlike any other by its number
        held = _this.ciphers = (key, cipher.encryptor(), cipher.decryptor())
    return held[1], held[2]


def veiled(text: str) -> str:
    """A short text as a word that tells nothing and cannot be changed: for cursors, which carry numbers of rows."""
    nonce = os.urandom(12)
    return base64.urlsafe_b64encode(nonce + _veil().encrypt(nonce, text.encode(), b"veil")).rstrip(b"=").decode()


def unveiled(word: str) -> str | None:
    """The text again, None for a word that we did not make."""
    try:
        raw = base64.urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
        return _veil().decrypt(raw[:12], raw[12:], b"veil").decode()
    except (ValueError, InvalidTag):
        return None


def _veil() -> AESGCM:
    return AESGCM(installation_key(_KEY))
