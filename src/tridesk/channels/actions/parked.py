"""What became no ticket: tried again, or set aside by a person. The mail itself is kept either way."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tridesk.channels.actions.store_mail import queue_intake
from tridesk.channels.errors import MailNotFoundError
from tridesk.channels.events import ParkedMailDiscarded, ParkedMailTakenIn
from tridesk.channels.models import InboundMail
from tridesk.channels.types import Outcome
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.ids import InboundMailId

PARKED = Q(state=InboundMail.PARKED)
SET_ASIDE = Q(state=InboundMail.DISCARDED)
UNPLACED = Q(state=InboundMail.TAKEN, outcome=Outcome.RECORDED.value, ticket__isnull=True)


def take_in_again(*, actor: Actor, mail_id: InboundMailId, now: datetime) -> None:
    """Puts a parked mail back to be taken in. Raises NotAllowedError, MailNotFoundError."""
    with transaction.atomic():
        mail = waiting(actor=actor, mail_id=mail_id, which=PARKED)
        mail.state = InboundMail.STORED
        mail.save(update_fields=["state"])
        queue_intake(InboundMailId(mail.pk))
        outbox.record(ParkedMailTakenIn(mail=mail.pk, at=now, by=actor.person_id, ip=actor.ip))


def discard(*, actor: Actor, mail_id: InboundMailId, now: datetime) -> None:
    """Takes a parked mail, or one recorded without a ticket, off its list; it stays in the store.

    Raises NotAllowedError, MailNotFoundError.
    """
    with transaction.atomic():
        mail = waiting(actor=actor, mail_id=mail_id, which=PARKED | UNPLACED)
        mail.state = InboundMail.DISCARDED
        mail.save(update_fields=["state"])
        outbox.record(ParkedMailDiscarded(mail=mail.pk, at=now, by=actor.person_id, ip=actor.ip))


def waiting(*, actor: Actor, mail_id: InboundMailId, which: Q) -> InboundMail:
    """The mail, locked, if it is one of these. Raises NotAllowedError, MailNotFoundError."""
    actor.require(Permission.MAIL_PARKED)
    mail = InboundMail.objects.select_for_update().filter(which, pk=mail_id).first()
    if mail is None:
        raise MailNotFoundError(mail=mail_id)
    return mail
