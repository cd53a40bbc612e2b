"""A mail of ours came back: its message says so, and an address that is dead is known as such from now on."""

from datetime import datetime

from django.db import transaction

from tridesk.channels.events import MailFailed
from tridesk.channels.kinds.email.own_marks import ticket_of_message_id
from tridesk.channels.models import OutboundMail
from tridesk.channels.types import BounceRecipient, IncomingMessage
from tridesk.identity.actions.mark_address_dead import mark_address_dead
from tridesk.identity.types import SYSTEM
from tridesk.infra import outbox
from tridesk.kernel.ids import TicketId


def came_back(*, message: IncomingMessage, proven: TicketId | None, now: datetime) -> int:
    """Takes note of a delivery report; returns how many mails of ours it tells of.

    Believed is only what proves that our mail was seen: our signed Message-ID in it, or an answer to an address that we
    signed for the ticket `proven`. Anybody can write that somebody's address is dead.
    """
    noted = 0
    for report in message.bounce:
        mail = _mail_of(report, proven) if report.permanent else None
        if mail is not None:
            _note(mail, report, now)
            noted += 1
    return noted


def _mail_of(report: BounceRecipient, proven: TicketId | None) -> OutboundMail | None:
    original = report.original_message_id
    if original and ticket_of_message_id(original) is not None:
        return OutboundMail.objects.filter(message_id=original).first()
    if proven is None or not report.recipient:
        return None
    return OutboundMail.objects.filter(ticket=proven, recipient=report.recipient.lower()).order_by("-id").first()


def _note(mail: OutboundMail, report: BounceRecipient, now: datetime) -> None:
    why = report.diagnostic or " ".join(part for part in (report.status, report.reason) if part) or "bounce"
    with transaction.atomic():
        lost = OutboundMail.objects.filter(pk=mail.pk).exclude(state=OutboundMail.FAILED)
        if lost.update(state=OutboundMail.FAILED, error=why[:2000], next_try_at=None) and mail.ticket_id:
            outbox.record(
                MailFailed(
                    ticket=mail.ticket_id, mail=mail.pk, recipient=mail.recipient, reason=why[:500], at=now, by=None
                )
            )
        if report.address_dead:
            mark_address_dead(actor=SYSTEM, address=mail.recipient, reason=why, now=now)
