"""Who did what to a ticket, read from the event log."""

from collections.abc import Collection, Iterator
from datetime import datetime

from tridesk.identity.types import Actor
from tridesk.infra.models import EventRecord
from tridesk.infra.outbox import log
from tridesk.kernel.ids import EventId, TicketId
from tridesk.kernel.paging import Page
from tridesk.tickets import policies
from tridesk.tickets.events import TicketChanged
from tridesk.tickets.queries.scope import facts_of
from tridesk.tickets.types import TicketFacts

_RECENT = 200  # lines that are looked at for one's last change


def timeline(
    *, actor: Actor, ticket_id: TicketId, facts: TicketFacts | None = None, limit: int = 1000
) -> Iterator[log.Line]:
    """The ticket's events, oldest first. Only those who work here may look: others see the conversation alone.

    Raises TicketNotFoundError, NotAllowedError.
    """
    facts = facts or facts_of(actor=actor, ticket_id=ticket_id)
    policies.require(policies.may_see_notes(actor, facts), actor, facts, right="timeline")
    return log.stream(name=f"ticket:{ticket_id}", limit=limit)


def timeline_page(
    *, actor: Actor, ticket_id: TicketId, newest_first: bool = False, cursor: str | None = None, limit: int = 50
) -> Page[log.Line]:
    """A page of the same, in three statements. Raises TicketNotFoundError, NotAllowedError, InvalidError."""
    facts = facts_of(actor=actor, ticket_id=ticket_id)
    policies.require(policies.may_see_notes(actor, facts), actor, facts, right="timeline")
    return log.page(name=f"ticket:{ticket_id}", newest_first=newest_first, cursor=cursor, limit=limit)


def last_change(*, actor: Actor, ticket_id: TicketId) -> EventId | None:
    """The last change of the actor's own on this ticket that was not taken back yet; None where there is none."""
    undone: set[int] = set()
    for line in log.latest(stream=f"ticket:{ticket_id}", name=TicketChanged.name, by=actor.person_id, limit=_RECENT):
        undoes = line.event.undoes if isinstance(line.event, TicketChanged) else None
        if undoes is not None:
            undone.add(undoes)
        elif line.id not in undone:
            return line.id
    return None


def changes_at(*, actor: Actor, ticket_ids: Collection[TicketId], at: datetime) -> dict[TicketId, EventId]:
    """The lines that tell of what the actor changed at this very moment, to be taken back; one statement."""
    streams = {f"ticket:{ticket}": ticket for ticket in ticket_ids}
    rows = EventRecord.objects.filter(stream__in=streams, name=TicketChanged.name, by=actor.person_id, at=at)
    return {streams[stream]: EventId(pk) for pk, stream in rows.order_by("id").values_list("id", "stream")}
