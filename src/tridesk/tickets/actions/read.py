"""Somebody has read a ticket, or wants to come back to it."""

from datetime import datetime

from tridesk.identity.types import Actor
from tridesk.kernel.ids import TicketId
from tridesk.tickets.models import ReadMark


def mark_read(*, actor: Actor, ticket_id: TicketId, now: datetime) -> None:
    """Remembers it; no event, since nothing happened to the ticket."""
    if actor.person_id is not None:
        ReadMark.objects.bulk_create(
            [ReadMark(person_id=actor.person_id, ticket_id=ticket_id, at=now)],
            update_conflicts=True,
            unique_fields=["person", "ticket"],
            update_fields=["at"],
        )


def mark_unread(*, actor: Actor, ticket_id: TicketId) -> None:
    """Forgets it: the ticket stands in lists as one that was never opened."""
    ReadMark.objects.filter(person=actor.person_id, ticket=ticket_id).delete()
