"""Which ticket a mail speaks of: by our signature, by what it answers, by a number. Who may join it: intake_people."""

from dataclasses import dataclass

from django.conf import settings

from tridesk.channels.kinds.email.own_marks import threading
from tridesk.channels.types import IncomingMessage
from tridesk.infra.asking import ask, marks
from tridesk.kernel.ids import TicketId
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
    """`ticket` is the one the mail speaks of (None: none); `proven` that a signature of ours says so.

    `related` is a ticket that takes no more mails, `reason` why. A mail that cannot join opens a ticket linked to it;
    `stranger` is the reason where it is the writer who may not.
    """

    ticket: TicketId | None = None
    facts: MailFacts | None = None
    proven: bool = False
    related: TicketId | None = None
    reason: str = ""
    stranger: str = ""

    @property
    def open(self) -> bool:
        return self.facts is not None and not self.facts.gone


def find_ticket(*, message: IncomingMessage) -> Found:
    """Never by the subject's words alone."""
    marks = threading(message, prefix=settings.CONFIG.ticket_prefix)
    # What we signed names the ticket of its day; the words may have moved since.
    for number in (*_looked_up(marks.answered), *marks.proven):
        if (facts := mail_facts(ticket_id=number)) is not None:
            return _joinable(facts, proven=True)
    for number in _looked_up(marks.referenced):
        if (facts := mail_facts(ticket_id=number)) is not None:
            return _joinable(facts, stranger="reference_of_a_stranger")
    for number in reversed(marks.numbered):  # ours stands behind the words, which may name others
        if (facts := mail_facts(ticket_id=number)) is not None:
            return _joinable(facts, stranger="number_of_a_stranger")
    return Found()


def _joinable(facts: MailFacts, *, proven: bool = False, stranger: str = "") -> Found:
    if facts.gone:
        return Found(reason="ticket_gone")
    if facts.status == "closed":
        return Found(related=facts.number, reason="ticket_closed")
    return Found(ticket=facts.number, facts=facts, proven=proven, stranger=stranger)


def _looked_up(ids: tuple[str, ...]) -> list[TicketId]:
    """Tickets of mails we know, in the order in which the mail names them (the one it answers first).

    Where the words were moved since (merge, split), the ticket they are on now.
    """
    if not ids:
        return []
    found: dict[str, int] = dict(ask(_KNOWN.format(marks(ids)), *ids, *ids))
    return [TicketId(found[i]) for i in ids if i in found]
