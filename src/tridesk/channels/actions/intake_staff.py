"""A mail in the name of one of us: whether it is surely theirs, and what of it may go to the requester."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings

from tridesk.channels.actions import intake_words
from tridesk.channels.actions.find_ticket import find_ticket
from tridesk.channels.kinds.email.forwards import is_forward
from tridesk.channels.kinds.email.own_marks import ticket_of_message_id
from tridesk.channels.models import OutboundMail
from tridesk.channels.queries import own_addresses
from tridesk.channels.types import OURSELVES, Authenticity, IncomingMessage, TransportMarks
from tridesk.infra.asking import ask, marks
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets.queries import MailFacts, mail_facts
from tridesk.tickets.types import Body

_ANSWERABLE = timedelta(days=30)
_NOTICES = """
SELECT ticket_id FROM channels_outboundmail
WHERE message_id IN ({}) AND kind = %s AND person_id = %s AND queued_at > %s AND ticket_id IS NOT NULL
"""


def reply_of(
    message: IncomingMessage, origin: Authenticity, *, facts: MailFacts, person: PersonId, now: datetime
) -> Body | None:
    """The words that count as this analyst's public reply; None where the mail stays a note.

    Only what was written now: what they quote or pass on may be words that were never meant for outside.
    """
    passed_on = is_forward(message.subject, message.text)
    if not settings.CONFIG.reply_by_mail or passed_on or not message.new_text.strip():
        return None
    if not _is_surely_theirs(message, origin, facts=facts, person=person, now=now):
        return None
    return replace(intake_words.body(message), full_text="", full_html="")


def _is_surely_theirs(
    message: IncomingMessage, origin: Authenticity, *, facts: MailFacts, person: PersonId, now: datetime
) -> bool:
    """Their domain proves it, or it answers a notice that only they got and no server of ours doubts it.

    A signed address proves nothing here: the requester knows it, too. Nor does a From with several authors.
    """
    sender = message.sender
    if sender is None or {author.key for author in message.authors} != {sender.key}:
        return False
    if origin.proves(sender.domain) and (origin.by != OURSELVES or _says_itself_where_it_goes(message, facts)):
        return True
    if origin.said and not origin.supports(sender.domain):
        return False
    return _answers_own_notice(message, facts=facts, person=person, now=now)


def _says_itself_where_it_goes(message: IncomingMessage, facts: MailFacts) -> bool:
    """Whether the mail was written to us and for this ticket, by headers that its signature covers.

    A signature proves who wrote the words, not to whom they go now: somebody who once got a signed mail of an analyst
    can post it to the signed address of a ticket of their own. The envelope (Delivered-To) is therefore not looked at.
    Written to us for this ticket, it either came before, and is known by its Message-ID and body, or comes now.
    """
    written_to = {address.key for address in (*message.to, *message.cc)}
    plain = {
        f"{local.partition('+')[0]}@{domain}" for local, _, domain in (each.rpartition("@") for each in written_to)
    }
    if not own_addresses(addresses=written_to | plain):
        return False
    found = find_ticket(message=replace(message, marks=TransportMarks()))
    return found.facts is not None and found.facts.number == facts.number


def _answers_own_notice(message: IncomingMessage, *, facts: MailFacts, person: PersonId, now: datetime) -> bool:
    """What it answers is signed by us and went to this person alone, lately, because of this ticket."""
    ids = [each for each in message.in_reply_to if ticket_of_message_id(each) is not None][:10]
    if not ids:
        return False
    rows = ask(_NOTICES.format(marks(ids)), *ids, OutboundMail.NOTICE, person, now - _ANSWERABLE)
    told = (mail_facts(ticket_id=TicketId(ticket)) for (ticket,) in rows)
    return any(found is not None and found.number == facts.number for found in told)
