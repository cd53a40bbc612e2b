"""The team is told by mail: a ticket was given to you, the requester answered, a new one waits, a mail did not arrive.

Nobody is told of their own doing, and nothing that was only taken in from history is told at all.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tridesk.channels.actions.queue_mail import queue_notice
from tridesk.channels.queries import is_silent, message_of_mail
from tridesk.identity.queries import recipients, team_members_who_may
from tridesk.identity.types import Side, TeamRight
from tridesk.infra.asking import ask
from tridesk.kernel.ids import OutboundMailId, PersonId, TeamId, TicketId
from tridesk.notify.models import Preference
from tridesk.tickets.queries import OutgoingMessage, audience_of, mail_facts, outgoing_message

type Words = Callable[[str], tuple[str, str]]  # from the number: subject and text, in the language in force


def tell_assigned(*, ticket: int, person: int, by: int | None, event: str, now: datetime) -> bool:
    """Tells the new assignee, unless they took it themselves or somebody else has it by now."""
    about = audience_of(ticket_id=ticket)
    if about is None or about.assignee != person or person == by:
        return False

    def words(number: str) -> tuple[str, str]:
        named = {"number": number, "subject": about.subject}
        return (
            _("[%(number)s] is yours: %(subject)s") % named,
            _("Ticket %(number)s was given to you: %(subject)s") % named,
        )

    people = _wanting({person}, "assigned")
    return bool(_tell(people, words, occasion=f"assigned:{event}", ticket=ticket, now=now))


def tell_replied(*, message_id: int, now: datetime) -> int:
    """Tells assignee and followers what somebody outside wrote; returns how many were told."""
    message = _news(message_id)
    about = audience_of(ticket_id=message.ticket) if message else None
    if message is None or about is None or message.side not in (Side.REQUESTER, Side.VENDOR):
        return 0

    def words(number: str) -> tuple[str, str]:
        named = {"number": number, "name": message.author_name, "subject": message.subject}
        return _("[%(number)s] %(name)s wrote: %(subject)s") % named, message.text

    audience = {*about.followers, about.assignee} - {message.author, None}
    people = _wanting(audience, "replied")
    return _tell(people, words, occasion=f"replied:{message_id}", ticket=message.ticket, now=now)


def tell_team(*, team: int, message_id: int, by: int | None, now: datetime) -> int:
    """Tells those of the team who asked for it that a new ticket waits; returns how many were told."""
    wanting = {PersonId(person) for (person,) in ask("SELECT person_id FROM notify_preference WHERE team_new")}
    message = _news(message_id) if wanting else None  # mostly nobody: each new ticket asks this
    about = audience_of(ticket_id=message.ticket) if message else None
    if message is None or about is None or about.assignee is not None:
        return 0

    def words(number: str) -> tuple[str, str]:
        return _("[%(number)s] New: %(subject)s") % {"number": number, "subject": message.subject}, message.text

    members = set(team_members_who_may(team=TeamId(team), right=TeamRight.REPLY))
    people = (members & wanting) - {by, message.author}
    return _tell(people, words, occasion=f"team:{message.ticket}", ticket=message.ticket, now=now)


def tell_undelivered(*, mail: int, recipient: str, reason: str, now: datetime) -> int:
    """Tells the author of a message and the assignee, once for each message, that it did not reach somebody outside."""
    number = message_of_mail(mail_id=OutboundMailId(mail))
    message = outgoing_message(message_id=number) if number else None
    about = audience_of(ticket_id=message.ticket) if message else None
    if message is None or about is None:
        return 0

    def words(number: str) -> tuple[str, str]:
        named = {"number": number, "subject": message.subject, "recipient": recipient, "reason": reason}
        told = _("A mail of ticket %(number)s did not reach %(recipient)s. Its page says why and what to do.") % named
        said = "\n\n" + _("The server said: %(reason)s") % named if " " in reason else ""
        return _("[%(number)s] Not delivered to %(recipient)s: %(subject)s") % named, told + said

    people = [PersonId(person) for person in {message.author, about.assignee} if person is not None]
    return _tell(people, words, occasion=f"undelivered:{message.id}", ticket=message.ticket, now=now)


def tell_not_sent(*, ticket: int, author: int, scheduled: int, event: str, now: datetime) -> int:
    """Tells the author of a reply for later that it did not leave."""
    facts = mail_facts(ticket_id=TicketId(ticket))
    if facts is None:
        return 0

    def words(number: str) -> tuple[str, str]:
        named = {"number": number, "subject": facts.subject}
        text = _("Your reply for later on %(number)s did not leave. The ticket's page says why, and keeps its words.")
        return _("[%(number)s] Your reply did not leave: %(subject)s") % named, text % named

    occasion = f"not_sent:{scheduled}:{event}"
    return _tell([PersonId(author)], words, occasion=occasion, ticket=facts.number, now=now)


def _news(message_id: int) -> OutgoingMessage | None:
    """The message, unless it is gone or nobody is to be written to because of it."""
    message = outgoing_message(message_id=message_id)
    return None if message is None or message.gone or is_silent(message_id=message_id) else message


def _wanting(people: Collection[int | None], what: str) -> list[PersonId]:
    """Those of them who did not say that they do not want it."""
    silent = set(Preference.objects.filter(person__in=people, **{what: False}).values_list("person_id", flat=True))
    return [PersonId(person) for person in people if person is not None and person not in silent]


def _tell(people: Collection[PersonId], words: Words, *, occasion: str, ticket: int, now: datetime) -> int:
    """Queues a mail to each in their own language; the same occasion is told to one person once."""
    number, told = f"{settings.CONFIG.ticket_prefix}{ticket}", 0
    for reader in recipients(person_ids=people):
        if reader.side is not Side.ANALYST:  # who left the team may still be on the ticket as a follower
            continue
        with translation.override(reader.language or settings.LANGUAGE_CODE):
            subject, text = words(number)
        told += queue_notice(
            occasion=f"{occasion}:{reader.id}", person=reader.id, subject=subject, text=text, ticket=ticket, now=now
        )
    return told
