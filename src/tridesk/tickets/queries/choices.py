"""Tickets and tags for pickers and for the panels beside a ticket."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tridesk.identity.types import Actor
from tridesk.infra import keyset
from tridesk.infra.prepared import Kept, Place, Prepared
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.kernel.paging import Page
from tridesk.tickets.models import Tag, Ticket
from tridesk.tickets.queries.lists import narrowed_by_text
from tridesk.tickets.queries.scope import scope_key, visible_to


@dataclass(frozen=True, slots=True)
class TicketBrief:
    id: int
    subject: str
    status: str
    updated_at: datetime
    requester: str


_COLUMNS = ("id", "subject", "status", "updated_at", "requester__name")
_kept: Kept[Prepared] = Kept()


def other_tickets(*, actor: Actor, requester: PersonId, besides: TicketId | None, limit: int = 6) -> list[TicketBrief]:
    """The requester's newest tickets that the actor may see, in one statement."""

    def made() -> Prepared:
        rows = _listed(actor).filter(requester=Place("requester")).exclude(pk=Place("besides"))
        return Prepared(rows.order_by("-id").values_list(*_COLUMNS)[:limit])

    asked = _kept.get((scope_key(actor=actor), limit), made)
    return [TicketBrief(*row) for row in asked.rows(requester=requester, besides=besides or 0)]


def find_tickets(*, actor: Actor, text: str, besides: TicketId | None = None, limit: int = 10) -> list[TicketBrief]:
    """Tickets by number, requester's address or words of the subject, the newest first; without text the newest."""
    rows = _listed(actor).exclude(pk=besides) if besides else _listed(actor)
    if text.strip():
        rows = narrowed_by_text(rows=rows, text=text.strip())
    return [TicketBrief(*row) for row in rows.order_by("-id").values_list(*_COLUMNS)[:limit]]


def tag_names(*, begins: str = "", limit: int = 20) -> list[str]:
    """Tags in use that begin so, by name."""
    rows = Tag.objects.filter(name__startswith=begins.strip().lower()).order_by("name")
    return list(rows.values_list("name", flat=True)[:limit])


def tags(*, actor: Actor, begins: str = "", cursor: str = "", limit: int = 50) -> Page[str]:
    """Tags by name, one statement. For those who work tickets: a tag may be of a ticket that others may not know of.

    Raises NotAllowedError, InvalidError (a forged cursor).
    """
    actor.require_staff()
    rows = Tag.objects.filter(name__startswith=begins.strip().lower()).values_list("name", "id")
    return keyset.page(rows, key=("name", "id"), make=lambda row: str(row[0]), cursor=cursor, limit=limit)


def _listed(actor: Actor) -> "QuerySet[Ticket]":
    return visible_to(actor=actor).filter(listed=True)
