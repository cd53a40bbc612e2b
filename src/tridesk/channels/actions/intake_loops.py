"""Mails that go round in circles: our own that come back, and an address that writes faster than anybody can."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tridesk.channels.actions.intake_mail import StoredMail
from tridesk.channels.events import MailsTooFast
from tridesk.channels.kinds.email.own_marks import ticket_of_message_id
from tridesk.channels.queries import own_addresses
from tridesk.channels.rules import rates
from tridesk.channels.rules.rates import Pace
from tridesk.channels.types import IncomingMessage, MessageKind
from tridesk.infra import outbox
from tridesk.infra.asking import ask, marks, moment
from tridesk.kernel.ids import TicketId

TOO_FAST = "loop_rate"
_PAUSE = timedelta(minutes=10)
_LATELY = """
SELECT received_at, reason, said_id, outcome FROM channels_inboundmail WHERE sender = %s ORDER BY id DESC LIMIT %s
"""
_WORDS = "SELECT text FROM tickets_message WHERE id IN ({})"


@dataclass(frozen=True, slots=True)
class Lately:
    """What came from an address within the last hour, the newest first."""

    came: tuple[datetime, ...]
    reasons: tuple[str, ...]
    said: tuple[int, ...]
    opened: int  # tickets


@dataclass(frozen=True, slots=True)
class Watched:
    """A sender, as fast as they are: `pace` is set where no hand writes like that."""

    sender: str
    lately: Lately
    pace: Pace | None


def loop_of(message: IncomingMessage) -> str:
    """Why this mail is a loop, as a code; empty where it is none.

    `loop`: our own Message-ID. `loop_returned`: one of ours that lost it on the way, by our hop mark on a mail in our
    own name. `loop_hops`: it went through too many desks.
    """
    if message.kind is MessageKind.LOOP:
        return "loop" if ticket_of_message_id(message.message_id) is not None else "loop_hops"
    if not message.marks.hops or message.sender is None:
        return ""
    domains = {hop.strip().lower() for hop in message.marks.hops}
    ours = message.sender.domain in domains and own_addresses(addresses=[message.sender.key])
    return "loop_returned" if ours else ""


def watched(mail: StoredMail, message: IncomingMessage, *, now: datetime) -> Watched:
    """What its sender sent us within the last hour; one statement, two where they are fast. Nothing of history."""
    sender = message.sender.key if message.sender else ""
    rows = [(moment(at), *rest) for at, *rest in ask(_LATELY, sender, rates.LOOKED_AT)] if mail.answer else []
    rows = [row for row in rows if now - row[0] < rates.HOUR]
    before = Lately(
        came=tuple(row[0] for row in rows),
        reasons=tuple(row[1] for row in rows),
        said=tuple(row[2] for row in rows if row[2]),
        opened=sum(row[3] == "opened" for row in rows),
    )
    return Watched(sender, before, _too_fast(mail, message, before, now))


def _too_fast(mail: StoredMail, message: IncomingMessage, before: Lately, now: datetime) -> Pace | None:
    pace = rates.pace_of(before.came, now=now)
    if pace is None or rates.is_late(message, mail.received_at):
        return None
    texts = [text for (text,) in ask(_WORDS.format(marks(before.said)), *before.said)] if before.said else []
    return None if rates.is_surely_by_hand(message, earlier_words=texts) else pace


def tell_too_fast(ticket: TicketId, sender: str, watched: Watched, *, now: datetime) -> None:
    """A quiet line on the ticket, once as long as they do not pause."""
    before, pace = watched.lately, watched.pace
    soon = (reason for reason, at in zip(before.reasons, before.came, strict=True) if now - at < _PAUSE)
    if pace is None or TOO_FAST in soon:
        return
    event = MailsTooFast(ticket=ticket, sender=sender, mails=pace.mails, minutes=pace.minutes, at=now, by=None)
    outbox.record(event)
