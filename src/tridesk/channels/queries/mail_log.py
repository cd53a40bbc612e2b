"""All mail that came and went, for those who look after it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from tridesk.channels.errors import MailNotFoundError
from tridesk.channels.models import InboundMail, OutboundMail
from tridesk.channels.types import Outcome
from tridesk.identity.types import Actor, Permission
from tridesk.infra import keyset
from tridesk.kernel.ids import InboundMailId, OutboundMailId
from tridesk.kernel.paging import Page


class Show(StrEnum):
    """Which mails: the first three came in, the others are ours."""

    PARKED = "parked"
    RECORDED = "recorded"  # without a ticket
    INCOMING = "in"
    OUTGOING = "out"
    WAITING = "waiting"
    FAILED = "failed"

    @property
    def ours(self) -> bool:
        return self in (Show.OUTGOING, Show.WAITING, Show.FAILED)


@dataclass(frozen=True, slots=True)
class Search:
    """Mails of one whole address, in lower case, or of one ticket."""

    address: str = ""
    ticket: int | None = None


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """`mailbox` is its address, empty where it is gone or there was none; `reason` a code."""

    id: InboundMailId
    received_at: datetime
    mailbox: str
    source: str
    sender: str
    subject: str
    state: str
    outcome: str
    reason: str
    kind: str
    ticket: int | None
    detail: str

    @property
    def unplaced(self) -> bool:
        """Whether it became no ticket and is on none."""
        return self.ticket is None and (self.state in ("parked", "discarded") or self.outcome == Outcome.RECORDED)


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """`error` is a code of ours or in the server's words; `message` the one it carries."""

    id: OutboundMailId
    queued_at: datetime
    mailbox: str
    recipient: str
    kind: str
    subject: str
    state: str
    ticket: int | None
    message: int | None
    sent_at: datetime | None
    next_try_at: datetime | None
    attempts: int
    error: str
    message_id: str


_IN = (
    "id", "received_at", "mailbox__address", "source", "sender", "subject", "state", "outcome", "reason", "kind",
    "ticket_id", "detail",
)  # fmt: skip
_OUT = (
    "id", "queued_at", "mailbox__address", "recipient", "kind", "subject", "state", "ticket_id", "said_id", "sent_at",
    "next_try_at", "attempts", "error", "message_id",
)  # fmt: skip
_SHOWN: dict[Show, Q] = {
    Show.PARKED: Q(state=InboundMail.PARKED),
    Show.RECORDED: Q(state=InboundMail.TAKEN, outcome=Outcome.RECORDED.value, ticket__isnull=True),
    Show.INCOMING: Q(),
    Show.OUTGOING: Q(),
    Show.WAITING: Q(state=OutboundMail.QUEUED),
    Show.FAILED: Q(state=OutboundMail.FAILED),
}


def incoming(
    *, actor: Actor, show: Show, search: Search = Search(), cursor: str | None = None, limit: int = 50
) -> Page[IncomingRow]:
    """The newest first; one statement that walks an index. Raises NotAllowedError, InvalidError (a forged cursor)."""
    actor.require(Permission.MAIL_PARKED)
    rows = _of(InboundMail.objects.filter(_SHOWN[show]), search, "sender").values_list(*_IN)
    return keyset.page(rows, key=("id",), make=_incoming, cursor=cursor, limit=limit, descending=True)


def outgoing(
    *, actor: Actor, show: Show, search: Search = Search(), cursor: str | None = None, limit: int = 50
) -> Page[OutgoingRow]:
    """The newest first; one statement that walks an index. Raises NotAllowedError, InvalidError (a forged cursor)."""
    actor.require(Permission.MAIL_PARKED)
    rows = _of(OutboundMail.objects.filter(_SHOWN[show]), search, "recipient").values_list(*_OUT)
    return keyset.page(rows, key=("id",), make=_outgoing, cursor=cursor, limit=limit, descending=True)


def incoming_mail(*, actor: Actor, mail_id: InboundMailId) -> IncomingRow:
    """One that came. Raises NotAllowedError, MailNotFoundError."""
    actor.require(Permission.MAIL_PARKED)
    row = InboundMail.objects.filter(pk=mail_id).values_list(*_IN).first()
    if row is None:
        raise MailNotFoundError(mail=mail_id)
    return _incoming(row)


def outgoing_mail(*, actor: Actor, mail_id: OutboundMailId) -> OutgoingRow:
    """One of ours. Raises NotAllowedError, MailNotFoundError."""
    actor.require(Permission.MAIL_PARKED)
    row = OutboundMail.objects.filter(pk=mail_id).values_list(*_OUT).first()
    if row is None:
        raise MailNotFoundError(mail=mail_id)
    return _outgoing(row)


def _of(rows: "QuerySet[Any]", search: Search, address: str) -> "QuerySet[Any]":
    if search.ticket is not None:
        rows = rows.filter(ticket=search.ticket)
    return rows.filter(**{address: search.address}) if search.address else rows


def _incoming(row: tuple[Any, ...]) -> IncomingRow:
    number, at, mailbox, *rest = row
    return IncomingRow(InboundMailId(number), at, mailbox or "", *rest)


def _outgoing(row: tuple[Any, ...]) -> OutgoingRow:
    number, at, mailbox, *rest = row
    return OutgoingRow(OutboundMailId(number), at, mailbox or "", *rest)
