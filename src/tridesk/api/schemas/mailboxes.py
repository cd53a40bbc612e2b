"""Mailboxes: what is set, how they fare, how they sign."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from tridesk.api.schemas.base import Id, In, Listed, Moment, Named, Out
from tridesk.channels.types import DkimRecord

LINE = r"^[^\x00-\x1f\x7f]*$"
Port = Annotated[int, Field(ge=1, le=65535)]
Line120 = Annotated[str, Field(max_length=120, pattern=LINE)]
Line200 = Annotated[str, Field(max_length=200, pattern=LINE)]
Host = Annotated[str, Field(max_length=253, pattern=LINE)]
User = Annotated[str, Field(max_length=254, pattern=LINE)]
Line500 = Annotated[str, Field(max_length=500, pattern=LINE)]
Password = Annotated[str, Field(max_length=1000)]


class FetchBy(StrEnum):
    IMAP = "imap"
    POP3 = "pop3"


class SignIn(StrEnum):
    PASSWORD = "password"  # noqa: S105 - a way to sign in
    OAUTH2 = "oauth2"


class Security(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


class AfterReading(StrEnum):
    KEEP = "keep"
    MOVE = "move"
    DELETE = "delete"


class Provider(StrEnum):
    GOOGLE = "google"
    MICROSOFT = "microsoft"
    OTHER = "other"


class Fares(StrEnum):
    WORKING = "working"
    FAILING = "failing"
    UNMOVED = "unmoved"
    OFF = "off"


class MailboxState(Out):
    """How a mailbox fares. `unmoved`: it works, and its server does not let us put mails away. `reason` is a code;
    `problem` says what is wrong and what to do, `pace` when it is tried again, `said` is in the server's words."""

    state: Fares
    since: Moment | None
    reason: str
    problem: str
    pace: str
    said: str


class MailboxBrief(Out):
    id: str
    address: str
    team: str | None
    active: bool
    checked_at: Moment | None
    state: MailboxState


class Mailboxes(Listed[MailboxBrief]):
    """Mailboxes by address."""


class GrantOut(Out):
    """How a mailbox stands with its provider. `state`: unknown (it was not said who we are there), known, connected,
    broken (somebody must consent again on the mailbox's page). No secret and no token is ever shown."""

    state: str
    provider: Provider
    tenant: str
    client_id: str
    authorize_url: str
    token_url: str
    scope: str
    account: str
    granted_at: Moment | None
    said: str


class Mailbox(Out):
    """Passwords go in and never out: `has_*` says that there is one."""

    id: str
    address: str
    sender_name: str
    team: Named | None
    language: str
    signature: str
    acknowledge: bool
    plus_addressing: bool
    active: bool
    created_at: Moment
    fetch_by: FetchBy
    sign_in: SignIn
    fetch_host: str
    fetch_port: int
    fetch_security: Security
    fetch_user: str
    has_fetch_password: bool
    folder: str
    after_reading: AfterReading
    move_to: str
    smtp_host: str
    smtp_port: int
    smtp_security: Security
    smtp_user: str
    has_smtp_password: bool
    largest_mb: int
    per_minute: int
    hook_made_at: Moment | None
    dkim_domain: str
    dkim_selector: str
    grant: GrantOut | None
    state: MailboxState


class MailboxChange(In):
    """Only what is named is changed; an empty password leaves the one there is."""

    address: Annotated[str, Field(max_length=254)] | None = None
    sender_name: Line120 | None = None
    team: Id | None = None
    language: Annotated[str, Field(max_length=10)] | None = None
    signature: Annotated[str, Field(max_length=20_000)] | None = None
    acknowledge: bool | None = None
    plus_addressing: bool | None = None
    active: bool | None = None
    fetch_by: FetchBy | None = None
    sign_in: SignIn | None = None
    fetch_host: Host | None = None
    fetch_port: Port | None = None
    fetch_security: Security | None = None
    fetch_user: User | None = None
    fetch_password: Password | None = None
    folder: Line200 | None = None
    after_reading: AfterReading | None = None
    move_to: Line200 | None = None
    smtp_host: Host | None = None
    smtp_port: Port | None = None
    smtp_security: Security | None = None
    smtp_user: User | None = None
    smtp_password: Password | None = None
    largest_mb: Annotated[int, Field(ge=1, le=1000)] | None = None
    per_minute: Annotated[int, Field(ge=0, le=100_000)] | None = None


class NewMailbox(MailboxChange):
    """What is left out has the usual value."""

    address: Annotated[str, Field(max_length=254)]


class ServerTrial(Out):
    """`reason` is empty where it works."""

    works: bool
    reason: str
    problem: str
    said: str


class MailboxTrial(Out):
    """What both servers answered. `folders` are those of the server, by IMAP."""

    works: bool
    fetch: ServerTrial
    smtp: ServerTrial
    folders: list[str]


class HookAddress(Out):
    """Shown this once."""

    address: str


class Dkim(Out):
    """`name` and `value` are the record to publish; empty without a key. `problem`: why it sends unsigned although it
    has one. `others` are mailboxes whose key this one could sign with."""

    domain: str
    selector: str
    name: str
    value: str
    trouble: str
    problem: str
    others: list[Named]


class DkimKey(In):
    """`key`: a private RSA key of your own in PEM form; without one it is made here. Nobody can see it again."""

    domain: Annotated[str, Field(max_length=253)]
    selector: Annotated[str, Field(max_length=63)]
    key: Annotated[str, Field(max_length=20_000)] = ""


class DkimOf(In):
    mailbox: Id


class DkimFound(Out):
    """What name servers say of the record for our key, and in words."""

    found: DkimRecord
    words: str


class GrantIn(In):
    """Who we are at the provider. An empty `client_secret` leaves the one there is; the last three are only for
    another provider."""

    provider: Provider
    client_id: Line500
    client_secret: Password = ""
    tenant: Annotated[str, Field(max_length=100, pattern=LINE)] = ""
    authorize_url: Line500 = ""
    token_url: Line500 = ""
    scope: Line500 = ""
