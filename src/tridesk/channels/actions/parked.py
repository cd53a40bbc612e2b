"""What could not be understood: tried again, or set aside by a person. The mail itself is kept either way."""

from datetime import datetime

from django.db import transaction

from tridesk.channels.actions.store_mail import queue_intake
from tridesk.channels.errors import MailNotFoundError
from tridesk.channels.events import ParkedMailDiscarded, ParkedMailTakenIn
from tridesk.channels.models import InboundMail
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.ids import InboundMailId


def take_in_again(*, actor: Actor, mail_id: InboundMailId, now: datetime) -> None:
    """Puts a parked mail back to be taken in. Raises NotAllowedError, MailNotFoundError."""
    with transaction.atomic():
        mail = _parked(actor, mail_id)
        mail.state = InboundMail.STORED
        mail.save(update_fields=["state"])
        queue_intake(InboundMailId(mail.pk))
        outbox.record(ParkedMailTakenIn(mail=mail.pk, at=now, by=actor.person_id, ip=actor.ip))


def discard(*, actor: Actor, mail_id: InboundMailId, now: datetime) -> None:
    """Takes a parked mail off the list; it stays in the store. Raises NotAllowedError, MailNotFoundError."""
    with transaction.atomic():
        mail = _parked(actor, mail_id)
        mail.state = InboundMail.DISCARDED
        mail.save(update_fields=["state"])
        outbox.record(ParkedMailDiscarded(mail=mail.pk, at=now, by=actor.person_id, ip=actor.ip))


def _parked(actor: Actor, mail_id: InboundMailId) -> InboundMail:
    actor.require(Permission.MAIL_PARKED)
    mail = InboundMail.objects.select_for_update().filter(pk=mail_id, state=InboundMail.PARKED).first()
    if mail is None:
        raise MailNotFoundError(mail=mail_id)
    return mail
