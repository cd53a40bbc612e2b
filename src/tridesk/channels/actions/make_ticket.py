"""A mail that became no ticket is made one by a person who looked at it."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from tridesk.channels.actions.find_ticket import Found
from tridesk.channels.actions.intake import open_from, read_raw, settle
from tridesk.channels.actions.intake_mail import ReadMail, Taken, stored_mail
from tridesk.channels.actions.intake_people import known, meet_sender
from tridesk.channels.actions.intake_words import attachments
from tridesk.channels.actions.parked import PARKED, SET_ASIDE, UNPLACED, waiting
from tridesk.channels.events import MailMadeTicket
from tridesk.channels.types import MessageKind
from tridesk.identity.queries import actor_of
from tridesk.identity.types import Actor, Permission
from tridesk.infra import files, outbox
from tridesk.kernel.errors import InvalidError, NotFoundError
from tridesk.kernel.ids import InboundMailId, PersonId, TicketId

BY_HAND = "by_hand"


def make_ticket(*, actor: Actor, mail_id: InboundMailId, now: datetime) -> TicketId:
    """Opens a ticket with the mail's words, in its sender's name as if a person had written it; in the actor's where it
    names nobody that could be answered. A robot is acknowledged as little as ever.

    Raises NotAllowedError, MailNotFoundError (also where it is on a ticket meanwhile).
    """
    actor.require(Permission.MAIL_PARKED)
    with transaction.atomic():
        row = waiting(actor=actor, mail_id=mail_id, which=PARKED | UNPLACED | SET_ASIDE)
        mail = stored_mail(mail_id)
        read = _read(mail.sha256)
        speaker, requester = _requester(actor, read, now)
        opened = open_from(mail=mail, read=read, found=Found(), actor=speaker, person=requester, now=now)
        taken: Taken = replace(opened, reason=BY_HAND)
        settle(mail, read, taken)
        if row.authenticity:  # as it was found when the mail was fresh
            row.save(update_fields=["authenticity", "concern"])
        ticket = TicketId(taken.ticket or 0)
        outbox.record(MailMadeTicket(mail=mail_id, ticket=ticket, at=now, by=actor.person_id, ip=actor.ip))
        return ticket


def _read(sha256: str) -> ReadMail:
    read = read_raw(files.read(files.StoredFile(sha256=sha256)), fresh=False)
    if read.message.kind is MessageKind.LOOP:  # its files were left out
        return replace(read, attachments=attachments(read.message))
    return read


def _requester(actor: Actor, read: ReadMail, now: datetime) -> tuple[Actor, PersonId]:
    """Who opens it, and for whom."""
    try:
        person = known(read.message)
        if person is None and read.message.sender is not None:
            person = meet_sender(read.message, language="", now=now)
        if person is not None:
            return actor_of(person_id=person), person
    except (InvalidError, NotFoundError):
        pass  # an address that cannot be one; somebody who was switched off
    if actor.person_id is None:
        raise InvalidError(field="requester", reason="required")
    return actor, actor.person_id
