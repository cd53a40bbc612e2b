"""Mails of ours, queued in the transaction that caused them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parseaddr

import msgspec
from django.conf import settings

from tridesk.channels import rules
from tridesk.channels.kinds.email.own_marks import own_message_id
from tridesk.channels.models import OutboundMail
from tridesk.channels.queries import Voice, addresses_used, own_addresses, voice_of
from tridesk.identity.queries import Recipient, find_people_by_addresses, recipients
from tridesk.identity.types import Side
from tridesk.infra import outbox
from tridesk.infra.asking import ask, ask_one
from tridesk.infra.inserting import insert_once
from tridesk.kernel.ids import PersonId
from tridesk.tickets.queries import OutgoingMessage, outgoing_message

TASK = "tridesk.channels.tasks.send"
LANE = "mail"
_RECENT = "SELECT 1 FROM channels_outboundmail WHERE recipient = %s AND kind = %s AND queued_at > %s LIMIT %s"


def queue_reply(*, message_id: int, now: datetime) -> int:
    """Queues a public message for everybody outside who has not read it already; returns how many mails.

    Never a note, never to the one who wrote it, never to those who got it directly from the writer, never to our
    own mailboxes, nothing for a ticket that is spam or deleted.
    """
    message = outgoing_message(message_id=message_id)
    if message is None or message.visibility != "public" or message.gone or message.side == Side.SYSTEM:
        return 0
    origin = _origin(message_id)
    if origin is not None and origin.silent:
        return 0
    had_it = set(find_people_by_addresses(addresses=[*origin.heard, origin.sender]).values()) if origin else set()
    audience = _reached(message.ticket, {message.requester, *message.cc} - {message.author})
    return _queue_all(message, [person for person in audience if person.id not in {*had_it, message.author}], now)


@dataclass(frozen=True, slots=True)
class _Origin:
    """The mail a message came by. `silent`: a robot's, or one of history: nobody is written to because of it."""

    silent: bool
    heard: tuple[str, ...]
    sender: str


def _origin(message_id: int) -> _Origin | None:
    row = ask_one("SELECT robot, answer, heard, sender FROM channels_inboundmail WHERE said_id = %s", message_id)
    if row is None:
        return None
    robot, answer, heard, sender = row
    return _Origin(bool(robot) or not answer, msgspec.json.decode(heard, type=tuple[str, ...]), sender)


def _reached(ticket: int, people: Iterable[int]) -> list[Recipient]:
    """These people with the address at which this ticket reaches them, each once: two statements, however many."""
    found = recipients(person_ids=[PersonId(person) for person in people])
    used = addresses_used(ticket=ticket, people=[person.id for person in found])
    return [replace(person, email=used.get(person.id, person.email)) for person in found]


def _queue_all(message: OutgoingMessage, audience: Iterable[Recipient], now: datetime) -> int:
    people = list(audience)
    ours = own_addresses(addresses=[person.email for person in people])
    people = [person for person in people if person.email and person.email not in ours and person.is_active]
    # A robot may ask; whom others put in copy is left alone where nobody reads.
    people = [each for each in people if each.id == message.requester or not rules.is_robots_address(each.email)]
    voice = voice_of(ticket=message.ticket, team=message.team) if people else None
    queued = 0
    for person in people:
        queued += _queue(
            OutboundMail(
                kind=OutboundMail.REPLY,
                occasion=f"reply:{message.id}:{person.id}",
                mailbox_id=voice.id if voice else None,
                ticket_id=message.ticket,
                said_id=message.id,
                person_id=person.id,
                recipient=person.email,
                message_id=own_message_id(message.ticket, f"m{message.id}.{person.id}", _domain(voice)),
                queued_at=now,
            )
        )
    return queued


def queue_acknowledgement(*, ticket: int, message_id: int, now: datetime, asked: bool = False) -> bool:
    """Tells the requester the number, once, unless a robot wrote or somebody wrote for them.

    `asked`: somebody of the team wants it told to whom it is for now, whoever wrote.
    """
    message = outgoing_message(message_id=message_id)
    if message is None or message.gone or (message.author != message.requester and not asked):
        return False
    origin = _origin(message_id)
    voice = voice_of(ticket=ticket, team=message.team)
    if (origin and origin.silent) or (voice and not voice.acknowledge):
        return False
    person = next(iter(_reached(ticket, [message.requester])), None)
    if person is None or not person.email or _too_many(person.email, now) or own_addresses(addresses=[person.email]):
        return False
    return _queue(
        OutboundMail(
            kind=OutboundMail.ACKNOWLEDGEMENT,
            occasion=f"acknowledgement:{ticket}:{person.id}" if asked else f"acknowledgement:{ticket}",
            mailbox_id=voice.id if voice else None,
            ticket_id=ticket,
            said_id=message_id,
            person_id=person.id,
            recipient=person.email,
            message_id=own_message_id(ticket, f"ack.{person.id}" if asked else "ack", _domain(voice)),
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
    voice = voice_of(ticket=ticket, team=None)
    return _queue(
        OutboundMail(
            kind=OutboundMail.NOTICE,
            occasion=occasion,
            mailbox_id=voice.id if voice else None,
            ticket_id=ticket,
            person_id=person,
            recipient=to.email,
            message_id=own_message_id(
                ticket or 0, f"n.{hashlib.sha256(occasion.encode()).hexdigest()[:16]}", _domain(voice)
            ),
            subject=subject[:250],
            text=text,
            html=html,
            queued_at=now,
        )
    )


def _domain(voice: Voice | None) -> str:
    """The right-hand side of our Message-IDs."""
    address = voice.address if voice else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return address.rpartition("@")[2] or "localhost"


def _too_many(address: str, now: datetime) -> bool:
    recent = ask(_RECENT, address, OutboundMail.ACKNOWLEDGEMENT, now - timedelta(hours=1), rules.MAX_ACKNOWLEDGEMENTS)
    return len(recent) >= rules.MAX_ACKNOWLEDGEMENTS


def _queue(mail: OutboundMail) -> bool:
    """Adds the mail with the task that sends it; False when this occasion has its mail already."""
    return insert_once(mail) and send_queued(mail)


def send_queued(mail: OutboundMail) -> bool:
    """Adds the task that sends a queued mail; False when it has one."""
    # One person's mails of one ticket go in order; a server that refuses them holds up nobody else's.
    order = f"{mail.ticket_id}:{mail.person_id}" if mail.ticket_id else ""
    return outbox.enqueue(TASK, {"args": [mail.pk]}, lane=LANE, unique_key=str(mail.pk), order_key=order)
