"""A stored mail becomes words on a ticket, or a note of what it was. In this order: is it a loop, a bounce, an
automatic answer; does it belong to a ticket, or to the matter of a robot's earlier one; otherwise it opens one."""

import logging
import traceback
from dataclasses import replace
from datetime import datetime

import msgspec
from django.db import InterfaceError, OperationalError, transaction

from tridesk.channels import rules
from tridesk.channels.actions import (
    intake_loops,
    intake_offers,
    intake_origin,
    intake_people,
    intake_robots,
    intake_words,
    intake_writer,
)
from tridesk.channels.actions.came_back import came_back
from tridesk.channels.actions.find_ticket import Found, find_ticket
from tridesk.channels.actions.intake_append import append
from tridesk.channels.actions.intake_mail import ReadMail, StoredMail, Taken, stored_mail
from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.kinds.email.own_marks import ticket_of_message_id
from tridesk.channels.models import InboundMail
from tridesk.channels.rules import topics
from tridesk.channels.types import IncomingMessage, MessageKind, Outcome
from tridesk.identity.actions.revive_address import revive_address
from tridesk.identity.queries import actor_of, default_team
from tridesk.identity.types import SYSTEM, Actor
from tridesk.infra import files
from tridesk.infra.asking import tell
from tridesk.kernel.errors import ConflictError, DomainError, NotFoundError
from tridesk.kernel.ids import InboundMailId, PersonId, TicketId
from tridesk.kernel.text import clipped
from tridesk.tickets.actions.link import link
from tridesk.tickets.actions.open import open_conversation
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.types import Channel, LinkKind, NewTicket, Visibility

log = logging.getLogger(__name__)
_SETTLE = """
UPDATE channels_inboundmail SET state = %s, outcome = %s, reason = %s, detail = %s, kind = %s, robot = %s,
message_id = %s, sender = %s, sent_by = %s, subject = %s,
forwarded_from = %s, forwarded_name = %s, heard = %s, authenticity = %s, concern = %s,
topic = %s, answer = answer AND NOT %s,
ticket_id = %s, said_id = %s WHERE id = %s
"""


def intake(*, mail_id: InboundMailId, now: datetime) -> Taken:
    """Takes in a stored mail. Safe to repeat: a mail that was taken in stays as it is.

    What cannot be understood is parked with its reason. Raised is only what a later try may mend: a database
    that does not answer, a store of files that does not give the mail.
    """
    mail = stored_mail(mail_id)
    if mail.settled:
        return mail.known()
    raw = files.read(files.StoredFile(sha256=mail.sha256))
    read: ReadMail | None = None
    try:
        read = read_raw(raw, fresh=mail.answer)
        try:
            return _take_in(mail_id, read, now)
        except ConflictError:
            return _take_in(mail_id, read, now)  # its ticket was closed or merged at that very moment: look again
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with this mail, the next one goes on
        return _park(mail_id, error, read)


def read_raw(raw: bytes, *, fresh: bool) -> ReadMail:
    """What a mail says, its files stored. Never raises for what is written in it."""
    message = parse(raw, is_own=lambda own: ticket_of_message_id(own) is not None)
    attachments = () if message.kind is MessageKind.LOOP else intake_words.attachments(message)
    origin, writer = intake_origin.origin_of(message, raw, fresh=fresh), intake_writer.writer_of(message)
    if writer is None:
        return ReadMail(message, attachments, origin)
    return ReadMail(
        replace(message, sender=writer.address), attachments, origin, sent_by=message.sender, posted=writer.posted
    )


def _take_in(mail_id: InboundMailId, read: ReadMail, now: datetime) -> Taken:
    with transaction.atomic():
        mail = stored_mail(mail_id, lock=True)
        if mail.settled:  # somebody else has taken it in meanwhile
            return mail.known()
        taken = _decide(mail, read, now)
        settle(mail, read, taken)
        return taken


def _decide(mail: StoredMail, read: ReadMail, now: datetime) -> Taken:
    message = read.message
    if loop := intake_loops.loop_of(read.as_sent):
        return Taken(Outcome.RECORDED, reason=loop)
    sender = intake_people.known(message)
    from_them = message.kind is MessageKind.MESSAGE and read.sent_by is None
    if sender is not None and from_them and message.sender is not None:
        revive_address(actor=SYSTEM, address=message.sender.key, now=now)
    found = find_ticket(message=message)
    voice = intake_robots.voice_of(message)
    if message.kind is not MessageKind.MESSAGE and (
        voice is not rules.Voice.NOTICE or message.sender is None or intake_people.may_join(found, sender, read)
    ):
        return _record(mail, read, found, now)
    if message.sender is None:
        return Taken(Outcome.PARKED, reason="no_sender")
    person = sender or intake_people.meet_sender(message, language=_language(mail, message), now=now)
    try:
        actor = actor_of(person_id=person)
    except NotFoundError:  # then a person must decide on what they write; a robot that was switched off is unwanted
        heard = Outcome.RECORDED if voice is rules.Voice.NOTICE else Outcome.PARKED
        return Taken(heard, reason="sender_switched_off")
    if message.sender.name not in ("", actor.name):  # a name that we made from the address gives way to a real one
        intake_people.meet_sender(message, language="", now=now)
        actor = actor_of(person_id=person)
    taken = _say(mail, read, found, actor, person, now)
    if taken.outcome is Outcome.OPENED:
        intake_offers.offer_original_sender(mail=mail, read=read, taken=taken, actor=actor)
    elif sender is None:
        intake_offers.ask_who_it_is(mail=mail, read=read, found=found, taken=taken, person=person)
    return taken


def _say(mail: StoredMail, read: ReadMail, found: Found, actor: Actor, person: PersonId, now: datetime) -> Taken:
    """The words of a known sender, where they belong: to the conversation they answer, to the matter, to a new one."""
    watched = intake_loops.watched(mail, read.message, now=now)
    if found.facts is not None and intake_people.may_join(found, person, read):
        taken = append(mail=mail, read=read, facts=found.facts, actor=actor, person=person, now=now)
    else:
        place = intake_robots.place_of(mail, read.message, watched, person, now=now)
        if place.facts is not None:
            taken = intake_robots.join(mail=mail, read=read, place=place, facts=place.facts, actor=actor, now=now)
        else:
            found = replace(found, related=found.related or place.related)
            taken = open_from(mail=mail, read=read, found=found, actor=actor, person=person, now=now)
    if watched.pace is None or taken.ticket is None:
        return taken
    intake_loops.tell_too_fast(TicketId(taken.ticket), watched.sender, watched, now=now)
    return replace(taken, reason=intake_loops.TOO_FAST, silent=True)


def _record(mail: StoredMail, read: ReadMail, found: Found, now: datetime) -> Taken:
    """A robot's words go on the ticket they concern, where the team sees them; they open nothing, move nothing."""
    kind = read.message.kind.value
    came_back(message=read.message, proven=found.ticket if found.proven else None, now=now)
    if found.ticket is None or not intake_people.may_join(found, intake_people.known(read.message), read):
        return Taken(Outcome.RECORDED, reason=kind)
    said = reply(
        actor=SYSTEM,
        ticket_id=found.ticket,
        body=intake_words.robot_body(read.message),
        visibility=Visibility.INTERNAL,
        channel=Channel.EMAIL,
        attachments=read.attachments,
        submission_key=f"mail:{mail.id}",
        now=now,
    )
    return Taken(Outcome.RECORDED, found.ticket, said, kind)


def open_from(
    *, mail: StoredMail, read: ReadMail, found: Found, actor: Actor, person: PersonId, now: datetime
) -> Taken:
    """A ticket of its own for `person`, linked to the one it speaks of."""
    message = read.message
    opened = open_conversation(
        actor=actor,
        new=NewTicket(
            requester=person,
            subject=rules.plain_subject(message.subject),
            body=intake_words.opening_body(message),
            channel=Channel.EMAIL,
            team=mail.team or default_team(),
            language=_language(mail, message),
            cc=() if rules.is_robot(message) else intake_people.cc(message, besides=person, now=now),
            attachments=read.attachments,
            submission_key=f"mail:{mail.id}",
            received_at=intake_words.written_at(message, mail.received_at),
        ),
        now=now,
    )
    related = found.related or found.ticket
    if related is not None:
        link(actor=SYSTEM, ticket_id=opened.ticket, other_id=related, kind=LinkKind.RELATES, now=now)
    return Taken(Outcome.OPENED, opened.ticket, opened.message, found.reason or found.stranger)


def _language(mail: StoredMail, message: IncomingMessage) -> str:
    given = message.marks.language.lower()
    known = {"en": "en", "es": "es", "pt": "pt-br"}.get(given.partition("-")[0], "")
    return known or mail.language


def settle(mail: StoredMail, read: ReadMail, taken: Taken) -> None:
    """Writes down what became of it."""
    message, origin = read.message, read.origin
    tell(
        _SETTLE,
        InboundMail.PARKED if taken.outcome is Outcome.PARKED else InboundMail.TAKEN,
        taken.outcome.value,
        taken.reason,
        "\n".join(message.defects)[:4000],
        message.kind.value,
        rules.is_robot(message),
        *_names(read).values(),
        msgspec.json.encode(sorted({address.key for address in (*message.to, *message.cc)})[:500]).decode(),
        msgspec.json.encode(origin).decode(),
        intake_origin.concern(read.as_sent, origin).value,
        topics.topic_of(message) if intake_robots.voice_of(message) is rules.Voice.NOTICE else "",
        taken.silent,
        taken.ticket,
        taken.message,
        mail.id,
    )


def _names(read: ReadMail) -> dict[str, str]:
    message = read.message
    return {
        "message_id": message.message_id[:255],
        "sender": (message.sender.key if message.sender else "")[:320],
        "sent_by": (read.sent_by.key if read.sent_by else "")[:320],
        "subject": message.subject[:250],
        "forwarded_from": (message.forwarded_from.key if message.forwarded_from else "")[:320],
        "forwarded_name": clipped(message.forwarded_from.name if message.forwarded_from else "", 200),
    }


def _park(mail_id: InboundMailId, error: Exception, read: ReadMail | None) -> Taken:
    """Kept for an administrator, with as much as could be read of who wrote it and of what."""
    reason = error.code if isinstance(error, DomainError) else type(error).__name__
    log.warning("mail %s is parked: %s", mail_id, error)
    text = "".join(traceback.format_exception(error))[-4000:].replace("\0", "")
    known = _names(read) if read is not None else {}
    InboundMail.objects.filter(pk=mail_id).exclude(state=InboundMail.TAKEN).update(
        state=InboundMail.PARKED, outcome=Outcome.PARKED.value, reason=reason[:80], detail=text, **known
    )
    return Taken(Outcome.PARKED, reason=reason)
