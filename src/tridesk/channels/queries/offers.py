"""What the mails of a ticket made us ask, as far as nobody has answered."""

from dataclasses import dataclass

from tridesk.channels.models import MailOffer
from tridesk.identity.types import Actor, Permission
from tridesk.infra.asking import ask
from tridesk.kernel.ids import MessageId, PersonId, TicketId
from tridesk.tickets.queries import Abilities

# What was settled in another way is asked no more: two records merged, another requester chosen by hand. Nor whose the
# ticket is once more was said in public: that was said to the one who passed the mail on.
_OPEN = """
SELECT o.cover, o.id, o.kind, o.said_id, m.sender, p.id, p.name, q.id, q.name, m.forwarded_from, m.forwarded_name
FROM tickets_message s JOIN channels_mailoffer o ON o.said_id = s.id JOIN channels_inboundmail m ON m.id = o.mail_id
JOIN tickets_ticket t ON t.id = s.ticket_id JOIN identity_person p ON p.id = o.person_id
LEFT JOIN identity_person q ON q.id = o.other_id
WHERE s.ticket_id = %s AND o.settled_at IS NULL AND p.merged_into_id IS NULL
AND ((o.kind = 'newcomer' AND q.merged_into_id IS NULL)
OR (o.kind = 'passed_on' AND t.requester_id = p.id AND NOT EXISTS (
  SELECT 1 FROM tickets_message x WHERE x.ticket_id = s.ticket_id AND x.id <> s.id AND x.visibility = 'public'
)))
ORDER BY o.id
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """`kind` newcomer: `person` wrote from `sender`, `other` is whose mail they answered. passed_on: `person` passed on
    a mail of `original` (`original_name` may be empty); `cover`: with words of their own, not for that one to read.
    """

    cover: bool
    id: int
    kind: str
    message: MessageId
    sender: str
    person: PersonId
    name: str
    other: PersonId | None
    other_name: str | None
    original: str
    original_name: str

    @property
    def called(self) -> str:
        """The original sender's name, or address."""
        return self.original_name or self.original


def may_settle(*, actor: Actor, may: Abilities, kind: str) -> bool:
    """Two records of a person are for who manages people, another requester for who may change the ticket."""
    return may.inside and (actor.may(Permission.PEOPLE_MANAGE) if kind == MailOffer.NEWCOMER else may.change)


def offers_of(*, actor: Actor, ticket_id: TicketId, may: Abilities) -> list[Offer]:
    """Those that the actor may answer, oldest first; one statement. `may`: what they may do with the ticket."""
    rows = (Offer(bool(cover), *rest) for cover, *rest in ask(_OPEN, ticket_id)) if may.inside else ()
    return [offer for offer in rows if may_settle(actor=actor, may=may, kind=offer.kind)]
