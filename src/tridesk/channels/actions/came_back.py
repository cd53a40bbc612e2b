"""A mail of ours came back: its message says so, and an address that is dead is known as such from now on."""

from datetime import datetime

from django.db import transaction

from tridesk.channels.actions.queue_mail import send_queued
from tridesk.channels.events import MailFailed
from tridesk.channels.kinds.email.own_marks import ticket_of_message_id
from tridesk.channels.models import OutboundMail
from tridesk.channels.types import BounceRecipient, IncomingMessage
from tridesk.identity.actions.mark_address_dead import mark_address_dead
from tridesk.identity.types import SYSTEM
from tridesk.infra import outbox
from tridesk.kernel.ids import TicketId
from tridesk.tickets.queries import outgoing_message

_TOO_LARGE = ("5.3.4", "5.2.3")  # RFC 3463: for the system, for the mailbox


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


def _sent_with_links(mail: OutboundMail) -> bool:
    """Whether it leaves once more, its files as links: a server further on found it too large."""
    message = outgoing_message(message_id=mail.said_id) if mail.said_id else None
    if message is None or not message.attachments or mail.kind != OutboundMail.REPLY:
        return False
    if mail.link_files and mail.state == OutboundMail.QUEUED:
        return True  # the report was told twice
    with transaction.atomic():
        once = OutboundMail.objects.filter(pk=mail.pk, state=OutboundMail.SENT, link_files=False)
        again = once.update(state=OutboundMail.QUEUED, link_files=True, sent_at=None, attempts=0)
        return bool(again) and send_queued(mail)


def _why(report: BounceRecipient) -> str:
    """In the server's words, with the code that they may lack."""
    said = report.diagnostic or report.reason
    return said if report.status and report.status in said else f"{report.status} {said}".strip() or "bounce"


def _note(mail: OutboundMail, report: BounceRecipient, now: datetime) -> None:
    why = _why(report)
    if report.status in _TOO_LARGE and _sent_with_links(mail):
        return
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
