"""Mails of ours, queued in the transaction that caused them."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import IntegrityError, transaction

from tridesk.channels import rules
from tridesk.channels.kinds.email.own_marks import own_message_id
from tridesk.channels.models import InboundMail, Mailbox, OutboundMail
from tridesk.identity.queries import find_people_by_addresses, recipients
from tridesk.identity.types import Side
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId
from tridesk.tickets.queries import OutgoingMessage, outgoing_message

TASK = "tridesk.channels.tasks.send"
LANE = "mail"


def queue_reply(*, message_id: int, now: datetime) -> int:
    """Queues a public message for everybody outside who has not read it already; returns how many mails.

    Never a note, never to the one who wrote it, never to those who got it directly from the writer, never to our
    own mailboxes, nothing for a ticket that is spam or deleted.
    """
    message = outgoing_message(message_id=message_id)
    if message is None or message.visibility != "public" or message.gone or message.side == Side.SYSTEM:
        return 0
    origin = InboundMail.objects.filter(said=message_id).first()
    if origin is not None and (origin.robot or not origin.answer):
        return 0
    audience = [person for person in (message.requester, *message.cc) if person != message.author]
    had_it = set(find_people_by_addresses(addresses=[*origin.heard, origin.sender]).values()) if origin else set()
    return _queue_all(message, [person for person in audience if person not in had_it], now)


def _queue_all(message: OutgoingMessage, audience: Iterable[int], now: datetime) -> int:
    people = recipients(person_ids=[PersonId(person) for person in audience])
    mailbox = mailbox_of(ticket=message.ticket, team=message.team)
    ours = set(Mailbox.objects.filter(address__in=[p.email for p in people]).values_list("address", flat=True))
    queued = 0
    for person in people:
        if not person.email or person.email in ours or not person.is_active:
            continue
        queued += _queue(
            OutboundMail(
                kind=OutboundMail.REPLY,
                occasion=f"reply:{message.id}:{person.id}",
                mailbox=mailbox,
                ticket_id=message.ticket,
                said_id=message.id,
                person_id=person.id,
                recipient=person.email,
                message_id=own_message_id(message.ticket, f"m{message.id}.{person.id}", domain(mailbox)),
                queued_at=now,
            )
        )
    return queued


def queue_acknowledgement(*, ticket: int, message_id: int, now: datetime) -> bool:
    """Tells the requester the number, once, unless a robot wrote or somebody wrote for them."""
    message = outgoing_message(message_id=message_id)
    if message is None or message.gone or message.author != message.requester:
        return False
    origin = InboundMail.objects.filter(said=message_id).first()
    mailbox = mailbox_of(ticket=ticket, team=message.team)
    if (origin and (origin.robot or not origin.answer)) or (mailbox and not mailbox.acknowledge):
        return False
    person = next(iter(recipients(person_ids=[PersonId(message.requester)])), None)
    if person is None or not person.email or _too_many(person.email, now):
        return False
    if Mailbox.objects.filter(address=person.email).exists():
        return False
    return _queue(
        OutboundMail(
            kind=OutboundMail.ACKNOWLEDGEMENT,
            occasion=f"acknowledgement:{ticket}",
            mailbox=mailbox,
            ticket_id=ticket,
            said_id=message_id,
            person_id=person.id,
            recipient=person.email,
            message_id=own_message_id(ticket, "ack", domain(mailbox)),
            queued_at=now,
        )
    )


def queue_notice(
    *, occasion: str, person: PersonId, subject: str, text: str, html: str = "", ticket: int | None, now: datetime
) -> bool:
    """A mail to somebody of the team; the same `occasion` is told once. False when it was, or there is no address."""
    to = next(iter(recipients(person_ids=[person])), None)
    if to is None or not to.email or not to.is_active:
        return False
    mailbox = mailbox_of(ticket=ticket, team=None) if ticket else Mailbox.objects.filter(is_active=True).first()
    return _queue(
        OutboundMail(
            kind=OutboundMail.NOTICE,
            occasion=occasion,
            mailbox=mailbox,
            ticket_id=ticket,
            person_id=person,
            recipient=to.email,
            message_id=own_message_id(
                ticket or 0, f"n.{hashlib.sha256(occasion.encode()).hexdigest()[:16]}", domain(mailbox)
            ),
            subject=subject[:250],
            text=text,
            html=html,
            queued_at=now,
        )
    )


def mailbox_of(*, ticket: int | None, team: int | None) -> Mailbox | None:
    """Through which mailbox a ticket speaks: the one that brought it, its team's, or the first there is."""
    brought = (
        InboundMail.objects.filter(ticket=ticket, mailbox__is_active=True)
        .order_by("id")
        .values_list("mailbox", flat=True)
    )
    active = Mailbox.objects.filter(is_active=True).order_by("id")
    first = brought.first() if ticket else None
    return (
        (active.filter(pk=first).first() if first else None)
        or (active.filter(team=team).first() if team else None)
        or active.first()
    )


def domain(mailbox: Mailbox | None) -> str:
    """The right-hand side of our Message-IDs."""
    address = mailbox.address if mailbox else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return address.rpartition("@")[2] or "localhost"


def _too_many(address: str, now: datetime) -> bool:
    recent = OutboundMail.objects.filter(
        recipient=address, kind=OutboundMail.ACKNOWLEDGEMENT, queued_at__gt=now - timedelta(hours=1)
    )
    return recent[: rules.MAX_ACKNOWLEDGEMENTS].count() >= rules.MAX_ACKNOWLEDGEMENTS


def _queue(mail: OutboundMail) -> bool:
    """Adds the mail with the task that sends it; False when this occasion has its mail already."""
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        return False
    # One person's mails of one ticket go in order; a server that refuses them holds up nobody else's.
    order = f"{mail.ticket_id}:{mail.person_id}" if mail.ticket_id else ""
    return outbox.enqueue(TASK, {"args": [mail.pk]}, lane=LANE, unique_key=str(mail.pk), order_key=order)
