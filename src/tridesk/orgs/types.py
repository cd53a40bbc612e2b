"""Plain values about organisations that cross rooms."""

from dataclasses import dataclass
from enum import StrEnum


class OrganisationKind(StrEnum):
    """What an organisation is to us."""

    CUSTOMER = "customer"
    VENDOR = "vendor"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Bond:
    """An organisation somebody belongs to, seen from a ticket.

    `open`: it is in use and lets its people join each other's tickets. `filed`: the ticket, or the one it is for, is
    its own; `takes_part`: some of those outside who take part in the ticket belong to it.
    """

    kind: OrganisationKind
    open: bool
    filed: bool
    takes_part: bool
