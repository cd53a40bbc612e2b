"""Mails: how ours fare, what is parked, how much waits."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from tridesk.channels.errors import MailNotFoundError
from tridesk.channels.models import InboundMail, OutboundMail
from tridesk.channels.types import Concern
from tridesk.identity.types import Actor, Permission
from tridesk.infra.asking import ask, ask_one, marks
from tridesk.infra.models import StoredFile
from tridesk.infra.prepared import Kept, Places, Prepared
from tridesk.kernel.ids import InboundMailId, OutboundMailId

_DOUBTS = (
    "SELECT said_id, concern, sender, sent_by FROM channels_inboundmail "
    "WHERE said_id IN ({}) AND (concern <> '' OR sent_by <> '')"
)
_BROUGHT = "SELECT said_id FROM channels_outboundmail WHERE id = %s AND kind <> %s"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the mail of a message to one person fares. `state`: queued, sent, failed; `error` in the server's words."""

    message: int
    recipient: str
    state: str
    sent_at: datetime | None
    next_try_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a mail may not be from `sender`. Where From is another address, `sent_by` is that one."""

    concern: Concern
    sender: str
    sent_by: str = ""

    @property
    def claimed(self) -> str:
        """The address that From claims."""
        return self.sent_by or self.sender


@dataclass(frozen=True, slots=True)
class ParkedMail:
    id: int
    received_at: datetime
    source: str
    sender: str
    subject: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class MailCounts:
    stored: int
    parked: int
    queued: int
    failed: int


def deliveries(*, message_ids: Iterable[int]) -> dict[int, list[Delivery]]:
    """The mails of these messages, by message. The caller has made sure that the reader may see them."""
    found: dict[int, list[Delivery]] = defaultdict(list)
    for row in _kept.get("deliveries", _deliveries).rows(messages=message_ids):
        found[row[0]].append(Delivery(*row))
    return found


_kept: Kept[Prepared] = Kept()


def _deliveries() -> Prepared:
    rows = OutboundMail.objects.filter(said__in=Places("messages"), kind=OutboundMail.REPLY).order_by("id")
    return Prepared(rows.values_list("said_id", "recipient", "state", "sent_at", "next_try_at", "error"))


def concerns(*, message_ids: Collection[int]) -> dict[int, Doubt]:
    """What to warn of where these messages came by mail, by message; one statement.

    For those who work here: the caller has made sure that the reader may see the messages.
    """
    rows = ask(_DOUBTS.format(marks(message_ids)), *message_ids) if message_ids else []
    return {said: Doubt(Concern(concern), *addresses) for said, concern, *addresses in rows}


def parked_mails(*, actor: Actor, limit: int = 200) -> list[ParkedMail]:
    """The newest parked mails. Raises NotAllowedError."""
    actor.require(Permission.MAIL_PARKED)
    rows = InboundMail.objects.filter(state=InboundMail.PARKED).order_by("-id")[:limit]
    columns = ("id", "received_at", "source", "sender", "subject", "reason", "detail")
    return [ParkedMail(*row) for row in rows.values_list(*columns)]


def parked_mail(*, actor: Actor, mail_id: InboundMailId) -> ParkedMail:
    """One parked mail. Raises NotAllowedError, MailNotFoundError."""
    actor.require(Permission.MAIL_PARKED)
    columns = ("id", "received_at", "source", "sender", "subject", "reason", "detail")
    row = InboundMail.objects.filter(pk=mail_id, state=InboundMail.PARKED).values_list(*columns).first()
    if row is None:
        raise MailNotFoundError(mail=mail_id)
    return ParkedMail(*row)


def raw_mail(*, actor: Actor, mail_id: InboundMailId) -> StoredFile:
    """The bytes of any stored mail, for those who look after parked ones. Raises NotAllowedError, MailNotFoundError."""
    actor.require(Permission.MAIL_PARKED)
    mail = InboundMail.objects.select_related("file").filter(pk=mail_id).first()
    if mail is None:
        raise MailNotFoundError(mail=mail_id)
    return mail.file


def counts() -> MailCounts:
    """How much waits and how much is stuck; for the doctor."""
    return MailCounts(
        stored=InboundMail.objects.filter(state=InboundMail.STORED).count(),
        parked=InboundMail.objects.filter(state=InboundMail.PARKED).count(),
        queued=OutboundMail.objects.filter(state=OutboundMail.QUEUED).count(),
        failed=OutboundMail.objects.filter(state=OutboundMail.FAILED).count(),
    )


def message_of_mail(*, mail_id: OutboundMailId) -> int | None:
    """The message that a mail of ours brings to somebody outside; None for notices, and for mails that are gone."""
    row = ask_one(_BROUGHT, mail_id, OutboundMail.NOTICE)
    return row[0] if row else None


def is_silent(*, message_id: int) -> bool:
    """Whether nobody is to be written to because of this message (history that was taken in, a robot's words)."""
    return ask_one("SELECT 1 FROM channels_inboundmail WHERE said_id = %s AND NOT answer", message_id) is not None


@dataclass(frozen=True, slots=True)
class MailOutcome:
    """What became of a stored mail; `settled` False: it was stored and nobody has looked at it yet."""

    message_id: str
    outcome: str
    ticket: int | None
    reason: str
    settled: bool


def outcome_of(*, mail_id: InboundMailId) -> MailOutcome:
    """What became of it. Raises InboundMail.DoesNotExist."""
    mail = InboundMail.objects.get(pk=mail_id)
    return MailOutcome(mail.message_id, mail.outcome, mail.ticket_id, mail.reason, mail.state != InboundMail.STORED)
