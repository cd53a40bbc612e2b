"""Through which of our mailboxes we speak, and which addresses are our own: asked for every mail."""

from collections.abc import Collection
from dataclasses import dataclass

from tridesk.infra.asking import ask, ask_one, marks
from tridesk.kernel.ids import MailboxId

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
