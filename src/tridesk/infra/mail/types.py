"""What the mail wire is told and what it tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Security(StrEnum):
    """How a connection is protected. STARTTLS never falls back to plain text when the server lacks it."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


@dataclass(frozen=True)
class ServerAddress:
    """`ca_file` (PEM) replaces the system's authorities; `verify=False` accepts any certificate.

    `connect_seconds` bounds reaching the server, `answer_seconds` each wait for an answer.
    """

    host: str
    port: int
    security: Security = Security.TLS
    ca_file: Path | None = None
    verify: bool = True
    connect_seconds: float = 15
    answer_seconds: float = 60


@dataclass(frozen=True)
class Account:
    """An empty `user` means no login (a relay that knows us by our address).

    A `token` of OAuth2 takes the password's place. It changes every hour and the account stays the same: it does not
    count when accounts are compared.
    """

    server: ServerAddress
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True)
class FolderState:
    """`uidvalidity` 0: the server gives none, UIDs do not outlive the session (RFC 3501 section 2.3.1.1)."""

    name: str
    uidvalidity: int
    uidnext: int | None
    exists: int
    writable: bool


@dataclass(frozen=True)
class WaitingMessage:
    """`size` in bytes as the server says it, which some servers only estimate; `received_at` in UTC."""

    uid: int
    size: int
    received_at: datetime
    seen: bool


@dataclass(frozen=True)
class LyingMessage:
    """What a POP3 server has: `number` counts in this session only, `uidl` names it for good."""

    number: int
    uidl: str
    size: int


class IdleEnd(StrEnum):
    """Why waiting for mail ended."""

    NEWS = "news"
    WOKEN = "woken"
    TIMEOUT = "timeout"


@dataclass(frozen=True)
class Reply:
    """A server's answer: RFC 5321 code, RFC 3463 enhanced code (or empty), the words after them."""

    code: int
    enhanced: str
    text: str

    @property
    def permanent(self) -> bool:
        return self.code >= 500


@dataclass(frozen=True)
class Delivery:
    """The server took the message for `accepted`; `refused` says why not for each other recipient."""

    accepted: tuple[str, ...]
    refused: Mapping[str, Reply]
    reply: Reply
