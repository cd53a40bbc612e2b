"""Tokens of programs: a prefix that secret scanners know, chance, and a check of what was typed.

`tdp_` personal, `tda_` of an application, `tdo_` given by OAuth2, `tdr_` its refresh token, `tds_` an application's own
secret; then 36 letters and digits of chance (214 bits) and 6 of CRC-32, as others do it, so that a scanner can tell a
token from a word that looks like one without asking anybody: `td[aoprs]_[0-9A-Za-z]{42}`.
"""

import hashlib
import secrets
import string
import zlib

_LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_CHANCE, _CHECK = 36, 6
LENGTH = 4 + _CHANCE + _CHECK


def new_token(prefix: str) -> str:
    """A token nobody has seen; `prefix` is one letter: p, a, o, r or s."""
    chance = "".join(secrets.choice(_LETTERS) for _ in range(_CHANCE))
    return f"td{prefix}_{chance}{_check(chance)}"


def looks_real(token: str) -> bool:
    """Whether it has the shape and the check of ours: what has not needs no look into the database."""
    kind, _, rest = token.partition("_")
    if len(token) != LENGTH or len(kind) != 3 or not kind.startswith("td") or not rest.isascii():
        return False
    return rest[_CHANCE:] == _check(rest[:_CHANCE])


def digest(token: str) -> str:
    """What is kept of it: SHA-256 in hexadecimal. So much chance needs no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def hint(token: str) -> str:
    """What may be shown of it to know it by."""
    return f"{token[:4]}…{token[-4:]}"


def _check(chance: str) -> str:
    number, letters = zlib.crc32(chance.encode()), []
    for _ in range(_CHECK):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(reversed(letters))
