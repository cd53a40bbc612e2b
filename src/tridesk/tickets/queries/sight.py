"""Which of many tickets a reader may know of, and how much: for those who follow events."""

from collections.abc import Collection
from dataclasses import dataclass

from tridesk.identity.types import Actor
from tridesk.kernel.ids import TeamId, TicketId
from tridesk.tickets import policies
from tridesk.tickets.queries.scope import visible_to
from tridesk.tickets.types import TicketFacts

_COLUMNS = ("id", "status", "team_id", "assignee_id", "requester_id")


@dataclass(frozen=True, slots=True)
class Sight:
    """A ticket the reader may know of; `notes`: and its internal notes and timeline."""

    notes: bool
    team: TeamId | None


def sights(*, actor: Actor, ticket_ids: Collection[TicketId]) -> dict[TicketId, Sight]:
    """Those of the tickets that the actor may know of. One statement."""
    if not ticket_ids:
        return {}
    rows = visible_to(actor=actor).filter(pk__in=set(ticket_ids)).values_list(*_COLUMNS)
    return {TicketId(row[0]): _sight(actor, *row) for row in rows}


def _sight(actor: Actor, number: int, status: str, team: int | None, assignee: int | None, requester: int) -> Sight:
    taking_part = frozenset([actor.person_id] if actor.person_id is not None else [])  # else it would not be visible
    facts = TicketFacts.told_by(
        id=number, status=status, team=team, assignee=assignee, requester=requester, participants=taking_part,
        gone=False, merged=False,
    )  # fmt: skip
    return Sight(policies.may_see_notes(actor, facts), TeamId(team) if team is not None else None)
