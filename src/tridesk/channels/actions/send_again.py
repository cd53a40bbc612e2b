"""A mail of ours that failed is tried again because somebody says so."""

from datetime import datetime

from django.db import transaction

from tridesk.channels.actions.queue_mail import send_queued
from tridesk.channels.errors import MailNotFoundError
from tridesk.channels.events import MailSentAgain
from tridesk.channels.models import OutboundMail
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.ids import OutboundMailId


def send_again(*, actor: Actor, mail_id: OutboundMailId, now: datetime) -> None:
    """Puts a failed mail back for two more days of tries, with the Message-ID it has: who got it after all sees one.

    Raises NotAllowedError, MailNotFoundError (also where it did not fail).
    """
    actor.require(Permission.MAIL_PARKED)
    with transaction.atomic():
        mail = OutboundMail.objects.select_for_update().filter(pk=mail_id, state=OutboundMail.FAILED).first()
        if mail is None:
            raise MailNotFoundError(mail=mail_id)
        mail.state, mail.queued_at, mail.attempts, mail.error = OutboundMail.QUEUED, now, 0, ""
        mail.next_try_at = None
        mail.save(update_fields=["state", "queued_at", "attempts", "error", "next_try_at"])
        send_queued(mail)
        outbox.record(MailSentAgain(mail=mail.pk, recipient=mail.recipient, at=now, by=actor.person_id, ip=actor.ip))
