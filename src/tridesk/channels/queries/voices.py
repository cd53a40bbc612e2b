"""Through which of our mailboxes we speak, and which addresses are our own: asked for every mail."""

from collections.abc import Collection
from dataclasses import dataclass

from tridesk.infra.asking import ask, ask_one, marks
from tridesk.kernel.ids import MailboxId
from tridesk.kernel.text import MailAddress

# In this order: the mailbox chosen for the ticket, the one that brought it, its team's, the first there is.
_VOICES = """
SELECT b.id, b.address, b.acknowledge, b.sender_name, b.team_id IS NULL, CASE
  WHEN b.id = (SELECT v.mailbox_id FROM channels_ticketvoice v WHERE v.ticket_id = %s) THEN 0
  WHEN b.id = (SELECT i.mailbox_id FROM channels_inboundmail i JOIN channels_mailbox m ON m.id = i.mailbox_id
               WHERE i.ticket_id = %s AND m.is_active ORDER BY i.id LIMIT 1) THEN 1
  WHEN b.team_id = %s THEN 2 ELSE 3 END AS place
FROM channels_mailbox b WHERE b.is_active ORDER BY place, b.id
"""
_OFFERED = "SELECT id, address, sender_name, team_id FROM channels_mailbox WHERE is_active ORDER BY address"
_LAST = 3  # the place of those that nothing but being there speaks for
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
    row = ask_one(_VOICES, ticket, ticket, team)
    return Voice(MailboxId(row[0]), row[1], bool(row[2])) if row else None


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """A mailbox that may speak for a ticket. `speaks`: it does."""

    id: MailboxId
    address: str
    name: str
    speaks: bool


def voices_for(*, ticket: int, team: int | None) -> list[VoiceChoice]:
    """Through which active mailboxes a ticket may speak: chosen, its own, its team's, those of no team; by address.

    Never another team's, unless there is none but that one. One statement.
    """
    rows = ask(_VOICES, ticket, ticket, team)
    found = [
        VoiceChoice(MailboxId(number), address, name, speaks=at == 0)
        for at, (number, address, _acknowledge, name, of_nobody, place) in enumerate(rows)
        if at == 0 or of_nobody or place < _LAST
    ]
    return sorted(found, key=lambda voice: voice.address)


def voices_of_teams(*, teams: Collection[int] | None) -> list[VoiceChoice]:
    """The active mailboxes of these teams (None: of all) and of no team, for a ticket that is not there yet."""
    rows = ask(_OFFERED)
    return [
        VoiceChoice(MailboxId(number), address, name, speaks=False)
        for number, address, name, team in rows
        if teams is None or team is None or team in teams
    ]


def own_addresses(*, addresses: Collection[str]) -> set[str]:
    """Which of these, in lower case, are our mailboxes."""
    if not addresses:
        return set()
    return {address for (address,) in ask(_OURS.format(marks(addresses)), *addresses)}


def is_one_of_us(*, address: MailAddress) -> bool:
    """Whether it says so: an analyst's address, or one of a domain of our mailboxes or our own organisation."""
    plain = address.domain.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return bool(plain) and ask_one(_ONE_OF_US, address.key, f"%@{plain}", address.domain) is not None
