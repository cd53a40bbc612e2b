"""Tickets and tags for pickers and for the panels beside a ticket."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tridesk.identity.types import Actor
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets.models import Tag, Ticket
from tridesk.tickets.queries.lists import narrowed_by_text
from tridesk.tickets.queries.scope import visible_to


@dataclass(frozen=True, slots=True)
class TicketBrief:
    id: int
    subject: str
    status: str
    updated_at: datetime
    requester: str


_COLUMNS = ("id", "subject", "status", "updated_at", "requester__name")


def other_tickets(*, actor: Actor, requester: PersonId, besides: TicketId | None, limit: int = 6) -> list[TicketBrief]:
    """The requester's newest tickets that the actor may see, in one statement."""
    rows = _listed(actor, besides).filter(requester=requester)
    return [TicketBrief(*row) for row in rows.order_by("-id").values_list(*_COLUMNS)[:limit]]


def find_tickets(*, actor: Actor, text: str, besides: TicketId | None = None, limit: int = 10) -> list[TicketBrief]:
    """Tickets by number, requester's address or words of the subject, the newest first; without text the newest."""
    rows = _listed(actor, besides)
    if text.strip():
        rows = narrowed_by_text(rows=rows, text=text.strip())
    return [TicketBrief(*row) for row in rows.order_by("-id").values_list(*_COLUMNS)[:limit]]


def tag_names(*, begins: str = "", limit: int = 20) -> list[str]:
    """Tags in use that begin so, by name."""
    rows = Tag.objects.filter(name__startswith=begins.strip().lower()).order_by("name")
    return list(rows.values_list("name", flat=True)[:limit])


def _listed(actor: Actor, besides: TicketId | None) -> "QuerySet[Ticket]":
    rows = visible_to(actor=actor).filter(listed=True)
    return rows if besides is None else rows.exclude(pk=besides)
