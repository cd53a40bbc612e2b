"""Through which of our mailboxes we speak, and which addresses are our own: asked for every mail."""

from collections.abc import Collection
from dataclasses import dataclass

from tridesk.infra.asking import ask, ask_one, marks
from tridesk.kernel.ids import MailboxId
from tridesk.kernel.text import MailAddress

# In this order: the mailbox that brought the ticket, its team's, the first there is.
_VOICE = """
SELECT b.id, b.address, b.acknowledge FROM channels_mailbox b WHERE b.is_active
ORDER BY CASE
  WHEN b.id = (SELECT i.mailbox_id FROM channels_inboundmail i JOIN channels_mailbox m ON m.id = i.mailbox_id
               WHERE i.ticket_id = %s AND m.is_active ORDER BY i.id LIMIT 1) THEN 0
  WHEN b.team_id = %s THEN 1 ELSE 2 END, b.id
LIMIT 1
"""
_OURS = "SELECT address FROM channels_mailbox WHERE address IN ({})"

_ONE_OF_US = """
SELECT 1 FROM identity_address a JOIN identity_person p ON p.id = a.person_id JOIN identity_role r ON r.id = p.role_id
WHERE a.address = %s AND r.side = 'analyst'
UNION ALL SELECT 1 FROM channels_mailbox WHERE address LIKE %s ESCAPE '!'
UNION ALL SELECT 1 FROM orgs_organisationdomain d JOIN orgs_organisation o ON o.id = d.organisation_id
WHERE o.kind = 'own' AND d.domain = %s
LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Voice:
    """A mailbox that speaks for us. `acknowledge`: whether it tells people the number of their ticket."""

    id: MailboxId
    address: str
    acknowledge: bool


def voice_of(*, ticket: int | None, team: int | None) -> Voice | None:
    """Through which mailbox a ticket speaks; None where there is no active one."""
    row = ask_one(_VOICE, ticket, team)
    return Voice(MailboxId(row[0]), row[1], bool(row[2])) if row else None


def own_addresses(*, addresses: Collection[str]) -> set[str]:
    """Which of these, in lower case, are our mailboxes."""
    if not addresses:
        return set()
    return {address for (address,) in ask(_OURS.format(marks(addresses)), *addresses)}


def is_one_of_us(*, address: MailAddress) -> bool:
    """Whether it says so: an analyst's address, or one of a domain of our mailboxes or our own organisation."""
    plain = address.domain.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return bool(plain) and ask_one(_ONE_OF_US, address.key, f"%@{plain}", address.domain) is not None
