"""What a robot tells without being asked: the first mail of a matter opens a ticket, the following ones join it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tridesk.channels import rules
from tridesk.channels.actions import intake_loops, intake_words
from tridesk.channels.actions.intake_loops import Watched
from tridesk.channels.actions.intake_mail import ReadMail, StoredMail, Taken
from tridesk.channels.events import NoticesGathered
from tridesk.channels.kinds.email.own_marks import ticket_of_message_id
from tridesk.channels.rules import topics
from tridesk.channels.rules.rates import BURST
from tridesk.channels.types import IncomingMessage, MessageKind, Outcome
from tridesk.identity.types import SYSTEM, Actor
from tridesk.infra import outbox
from tridesk.infra.asking import ask, marks
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.queries import MailFacts, mail_facts
from tridesk.tickets.types import Channel, Status, Visibility

_REMEMBERED = timedelta(days=14)
TOPIC, GATHERED = "topic", "gathered"
# Where the words were moved since (merge, split), the ticket they are on now.
_ON_TOPIC = """
SELECT coalesce(said.ticket_id, mail.ticket_id) FROM channels_inboundmail mail
LEFT JOIN tickets_message said ON said.id = mail.said_id
WHERE mail.topic = %s AND mail.topic <> '' AND mail.received_at > %s AND mail.ticket_id IS NOT NULL
ORDER BY mail.id DESC LIMIT 1
"""
_ANSWERED = """
SELECT mail.topic, coalesce(said.ticket_id, mail.ticket_id) FROM channels_inboundmail mail
LEFT JOIN tickets_message said ON said.id = mail.said_id
WHERE mail.message_id IN ({}) AND mail.topic <> '' AND mail.ticket_id IS NOT NULL ORDER BY mail.id DESC
"""
_OPENED = """
SELECT ticket_id FROM channels_inboundmail WHERE sender = %s AND outcome = 'opened' AND ticket_id IS NOT NULL
AND received_at > %s ORDER BY id DESC LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words of a mail go: to a ticket (None: to one of their own), for what `reason`.

    `related` is a closed ticket of the same matter.
    """

    facts: MailFacts | None
    watched: Watched
    reason: str = ""
    related: TicketId | None = None


def voice_of(message: IncomingMessage) -> rules.Voice:
    """Whose words these are. An automatic mail that names one of our Message-IDs answers us, whatever it says it is."""
    voice = rules.voice_of(message)
    if voice is rules.Voice.NOTICE and message.kind is MessageKind.AUTO_REPLY:
        ids = (*message.in_reply_to, *message.references)
        return rules.Voice.ANSWER if any(ticket_of_message_id(one) is not None for one in ids[:50]) else voice
    return voice


def place_of(mail: StoredMail, message: IncomingMessage, watched: Watched, person: PersonId, *, now: datetime) -> Place:
    """Where a mail goes that belongs to no conversation yet. A person's goes to a ticket of its own, unless they are
    too fast to be one."""
    notice = voice_of(message) is rules.Voice.NOTICE
    facts, related = _of_matter(message, now=now) if notice else (None, None)
    reason = TOPIC if facts is not None else ""
    many = notice and mail.answer and watched.lately.opened >= BURST
    if facts is None and (watched.pace is not None or many):
        facts = _newest(watched.sender, person, now=now)
        reason = GATHERED if facts is not None else ""
    if watched.pace is not None:
        reason = intake_loops.TOO_FAST
    return Place(facts, watched, reason, related)


def _of_matter(message: IncomingMessage, *, now: datetime) -> tuple[MailFacts | None, TicketId | None]:
    """The ticket of this matter; or else the closed one that a new ticket is linked to."""
    topic = topics.topic_of(message)
    numbers = _of_list(message, topic) if message.marks.list_id else []
    numbers += [number for (number,) in ask(_ON_TOPIC, topic, now - _REMEMBERED)]
    closed = None
    for number in numbers:
        facts = mail_facts(ticket_id=TicketId(number))
        if facts is None or facts.gone:
            continue
        if facts.status != Status.CLOSED.value:
            return facts, None
        closed = closed or facts.number
    return None, closed


def _of_list(message: IncomingMessage, topic: str) -> list[int]:
    """Tickets of the mails of the same list that this one answers."""
    ids = [*message.in_reply_to, *reversed(message.references)][:100]
    rows = ask(_ANSWERED.format(marks(ids)), *ids) if ids else []
    return list(dict.fromkeys(number for known, number in rows if topics.same_source(known, topic)))[:5]


def _newest(sender: str, person: PersonId, *, now: datetime) -> MailFacts | None:
    """The newest ticket that this sender opened by mail and that is still to do."""
    for (number,) in ask(_OPENED, sender, now - _REMEMBERED):
        facts = mail_facts(ticket_id=TicketId(number))
        to_do = facts is not None and not facts.gone and facts.status not in (Status.SOLVED, Status.CLOSED)
        if facts is not None and to_do and facts.requester == person:
            return facts
    return None


def join(*, mail: StoredMail, read: ReadMail, place: Place, facts: MailFacts, actor: Actor, now: datetime) -> Taken:
    """The words on the ticket they belong to, in public and by their sender; nobody outside hears of them."""
    message = read.message
    quiet = voice_of(message) is rules.Voice.NOTICE and topics.is_recovery(message.subject)
    said = reply(
        actor=_speaker(actor, facts, quiet=quiet and facts.status == Status.SOLVED),
        ticket_id=facts.number,
        body=intake_words.titled_body(message),
        visibility=Visibility.PUBLIC,
        channel=Channel.EMAIL,
        attachments=read.attachments,
        submission_key=f"mail:{mail.id}",
        status=None if quiet or facts.status != Status.SOLVED else Status.OPEN,
        at=intake_words.written_at(message, mail.received_at),
        now=now,
    )
    if place.reason == GATHERED and GATHERED not in place.watched.lately.reasons:
        _tell_gathered(message, place.watched, facts.number, now)
    return Taken(Outcome.APPENDED, facts.number, said, place.reason)


def _speaker(actor: Actor, facts: MailFacts, *, quiet: bool) -> Actor:
    """Who does not take part, and what must move nothing, is put on the ticket by the desk itself, in their name."""
    if actor.person_id in facts.people and not quiet:
        return actor
    return replace(SYSTEM, person_id=actor.person_id, name=actor.name)


def _tell_gathered(message: IncomingMessage, watched: Watched, ticket: TicketId, now: datetime) -> None:
    sender = message.sender.address if message.sender else ""
    outbox.record(NoticesGathered(ticket=ticket, sender=sender, tickets=watched.lately.opened, at=now, by=None))
