"""Signing in with a token of OAuth2: XOAUTH2 (as Google and Microsoft describe it) and OAUTHBEARER (RFC 7628)."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable

from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.types import Account

# Both large providers take the first on all their servers; the second is the standard.
MECHANISMS = ("XOAUTH2", "OAUTHBEARER")
_FORBIDDEN = "\x00\x01\r\n"


class Bearer:
    """One login by one of the two mechanisms."""

    def __init__(self, mechanism: str, account: Account) -> None:
        """`token_refused` when user or token hold what would end a field."""
        if any(sign in word for word in (account.user, account.token) for sign in _FORBIDDEN):
            raise MailServerError(Reason.TOKEN_REFUSED, permanent=True, detail="a control character in user or token")
        self.mechanism = mechanism
        self._account = account
        self._begun = False

    def answer(self, _challenge: bytes) -> bytes:
        """First who we are; whatever is asked then is the report of a failure, which wants an empty word before the
        server says NO (RFC 7628 section 3.2.3)."""
        if self._begun:
            return b"" if self.mechanism == "XOAUTH2" else b"\x01"
        self._begun = True
        user, token = self._account.user, self._account.token
        if self.mechanism == "XOAUTH2":
            return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()
        name = user.replace("=", "=3D").replace(",", "=2C")
        server = self._account.server
        return f"n,a={name},\x01host={server.host}\x01port={server.port}\x01auth=Bearer {token}\x01\x01".encode()


def bearer(offered: Iterable[str], account: Account) -> Bearer:
    """What the server takes, of the names it offers; `no_oauth2` when it takes neither."""
    known = {name.upper() for name in offered}
    for mechanism in MECHANISMS:
        if mechanism in known:
            return Bearer(mechanism, account)
    raise MailServerError(Reason.NO_OAUTH2, permanent=True, detail="the server offers neither XOAUTH2 nor OAUTHBEARER")


def encoded(word: bytes) -> str:
    return b64encode(word).decode("ascii")


def decoded(challenge: bytes) -> bytes:
    """What cannot be decoded counts as empty: none of our mechanisms needs it."""
    try:
        return b64decode(challenge.strip())
    except (binascii.Error, ValueError):
        return b""
