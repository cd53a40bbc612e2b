"""The two ways the mail wire fails: a server that will not serve, and a message that was not taken."""

from collections.abc import Mapping
from enum import StrEnum

from tridesk.infra.mail.types import Reply


class Reason(StrEnum):
    """Plain kinds, from which a door makes words for a person."""

    UNREACHABLE = "unreachable"
    TLS = "tls"
    LOGIN_REFUSED = "login_refused"
    FOLDER_MISSING = "folder_missing"
    MESSAGE_MISSING = "message_missing"
    PROTOCOL = "protocol"
    REFUSED = "refused"
    # POP3
    NO_UIDL = "no_uidl"  # a server that cannot name its mails
    IN_USE = "in_use"  # it lets one in at a time
    # OAuth2
    NO_OAUTH2 = "no_oauth2"  # a mail server that takes no tokens
    TOKEN_REFUSED = "token_refused"  # a mail server that does not take this one  # noqa: S105
    GRANT_MISSING = "grant_missing"  # nobody consented yet
    GRANT_BROKEN = "grant_broken"  # the provider took the consent back: somebody must consent again
    GRANT_UNREADABLE = "grant_unreadable"  # sealed with another key
    CLIENT_REFUSED = "client_refused"  # the provider does not know us (any more)
    TOKEN_FAILED = "token_failed"  # the provider gives no token, for another reason  # noqa: S105
    TOKEN_UNREACHABLE = "token_unreachable"  # its endpoint does not answer  # noqa: S105


class MailServerError(Exception):
    """`permanent`: it will not get better until a person changes something (password, folder, certificate).

    `code` is the server's or the system's (`AUTHENTICATIONFAILED`, `ECONNREFUSED`, `535`), or empty; `detail`
    is their own text.
    """

    def __init__(self, reason: Reason, *, permanent: bool, code: str = "", detail: str = "") -> None:
        super().__init__(reason, permanent, code, detail)
        self.reason = reason
        self.permanent = permanent
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}{f' ({self.code})' if self.code else ''}: {self.detail}"


class DeliveryFailed(Exception):  # noqa: N818 (the house's name for it)
    """Nobody got the message, as far as can be known.

    `permanent`: this message will never be taken as it is. Trouble with the server itself (any `reason` but
    refused) is never permanent for a message: it waits until the server or the account is put right.
    `refused` has the answer for each recipient that got one of its own.
    `uncertain`: the connection broke after the text was sent and before the answer came; the server may have
    taken it, so a repetition must carry the same Message-ID (RFC 5321 section 4.5.3.2.6).
    """

    def __init__(
        self,
        reply: Reply,
        *,
        permanent: bool,
        reason: Reason = Reason.REFUSED,
        refused: Mapping[str, Reply] | None = None,
        uncertain: bool = False,
    ) -> None:
        super().__init__(reply, permanent, reason)
        self.permanent = permanent
        self.reason = reason
        self.refused: Mapping[str, Reply] = refused or {}
        self.uncertain = uncertain
        self.reply = reply
        self.code = reply.code
        self.enhanced = reply.enhanced
        self.text = reply.text

    def __str__(self) -> str:
        codes = " ".join(part for part in (str(self.code or ""), self.enhanced) if part)
        return f"{self.reason}: {codes} {self.text}"
