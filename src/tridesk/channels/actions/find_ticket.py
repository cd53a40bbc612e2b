"""Which ticket a mail belongs to: by our signature, by what it answers, by a number from somebody who takes part."""

from dataclasses import dataclass

from django.conf import settings

from tridesk.channels.kinds.email.own_marks import threading
from tridesk.channels.types import IncomingMessage
from tridesk.infra.asking import ask, marks
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets.queries import MailFacts, mail_facts

_KNOWN = """
SELECT mail.message_id, coalesce(said.ticket_id, mail.ticket_id) FROM channels_inboundmail mail
LEFT JOIN tickets_message said ON said.id = mail.said_id
WHERE mail.message_id IN ({0}) AND mail.ticket_id IS NOT NULL
UNION ALL
SELECT mail.message_id, coalesce(said.ticket_id, mail.ticket_id) FROM channels_outboundmail mail
LEFT JOIN tickets_message said ON said.id = mail.said_id
WHERE mail.message_id IN ({0}) AND mail.ticket_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Found:
    """`ticket` is where the mail belongs (None: nowhere); `proven` that a signature of ours says so.

    `related` is a ticket the mail speaks of but cannot join, `reason` why; the mail then opens one linked to it.
    """

    ticket: TicketId | None = None
    facts: MailFacts | None = None
    proven: bool = False
    related: TicketId | None = None
    reason: str = ""

    @property
    def open(self) -> bool:
        return self.facts is not None and not self.facts.gone


def find_ticket(*, message: IncomingMessage, sender: PersonId | None) -> Found:
    """Never by the subject's words alone, never by a number alone."""
    marks = threading(message, prefix=settings.CONFIG.ticket_prefix)
    # What we signed names the ticket of its day; the words may have moved since.
    for number in (*_looked_up(marks.answered), *marks.proven):
        if (facts := mail_facts(ticket_id=number)) is not None:
            return _joinable(facts, proven=True)
    for number in _looked_up(marks.referenced):
        if (facts := mail_facts(ticket_id=number)) is not None:
            return _joinable(facts, proven=False)
    for number in marks.numbered:
        facts = mail_facts(ticket_id=number)
        if facts is not None:
            if sender in facts.people:
                return _joinable(facts, proven=False)
            return Found(related=None if facts.gone else facts.number, reason="number_of_a_stranger")
    return Found()


def _joinable(facts: MailFacts, *, proven: bool) -> Found:
    if facts.gone:
        return Found(reason="ticket_gone")
    if facts.status == "closed":
        return Found(related=facts.number, reason="ticket_closed")
    return Found(ticket=facts.number, facts=facts, proven=proven)


def _looked_up(ids: tuple[str, ...]) -> list[TicketId]:
    """Tickets of mails we know, in the order in which the mail names them (the one it answers first).

    Where the words were moved since (merge, split), the ticket they are on now.
    """
    if not ids:
        return []
    found: dict[str, int] = dict(ask(_KNOWN.format(marks(ids)), *ids, *ids))
    return [TicketId(found[i]) for i in ids if i in found]
