"""Mails: how ours fare, what brought a message, how much waits."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from tridesk.channels.models import InboundMail, OutboundMail
from tridesk.channels.rules.defects import is_damaged
from tridesk.channels.types import Concern
from tridesk.infra.asking import ask, ask_one, marks
from tridesk.infra.prepared import Kept, Places, Prepared
from tridesk.kernel.ids import InboundMailId, OutboundMailId

_CARRIED = "SELECT said_id FROM channels_outboundmail WHERE id = %s AND kind <> %s"
_BROUGHT = "SELECT said_id, concern, detail, sender, sent_by FROM channels_inboundmail WHERE said_id IN ({})"


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
class CameBy:
    """The mail that brought a message: why it may not be from `sender`, whether parts of it could not be read.

    Where From is another address, `sent_by` is that one.
    """

    concern: Concern
    damaged: bool
    sender: str
    sent_by: str = ""

    @property
    def claimed(self) -> str:
        """The address that From claims."""
        return self.sent_by or self.sender


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


def brought(*, message_ids: Collection[int]) -> dict[int, CameBy]:
    """The mails that these messages came by, by message; one statement.

    For those who work here: the caller has made sure that the reader may see the messages.
    """
    rows = ask(_BROUGHT.format(marks(message_ids)), *message_ids) if message_ids else []
    return {
        said: CameBy(Concern(concern), is_damaged(defects.splitlines()), *addresses)
        for said, concern, defects, *addresses in rows
    }


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
    row = ask_one(_CARRIED, mail_id, OutboundMail.NOTICE)
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
