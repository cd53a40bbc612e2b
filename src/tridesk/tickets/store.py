"""Loading for a write: the row locked, the facts complete, the write counted."""

from datetime import datetime

from tridesk.identity.types import Actor
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets import policies
from tridesk.tickets.errors import TicketGoneError, TicketNotFoundError
from tridesk.tickets.models import Participant, Ticket
from tridesk.tickets.types import TicketFacts


def locked(ticket_id: TicketId) -> Ticket:
    """The ticket, locked until the transaction ends. Raises TicketNotFoundError."""
    try:
        return Ticket.objects.select_for_update().get(pk=ticket_id)
    except Ticket.DoesNotExist:
        raise TicketNotFoundError(ticket=ticket_id) from None


def writable(actor: Actor, ticket_id: TicketId) -> tuple[Ticket, TicketFacts]:
    """The ticket, locked, with its facts, unless it is gone. Raises TicketNotFoundError, TicketGoneError."""
    ticket = locked(ticket_id)
    require_listed(actor, ticket)
    return ticket, facts(ticket, actor)


def facts(ticket: Ticket, actor: Actor) -> TicketFacts:
    """The ticket's facts; the participants are read only where they could matter."""
    works_on_it = actor.is_staff and actor.ticket_only is None and actor.person_id == ticket.assignee_id
    if actor.person_id is None or actor.person_id == ticket.requester_id or works_on_it:
        return ticket.facts()
    takes_part = Participant.objects.filter(ticket=ticket, person=actor.person_id).exists()
    return ticket.facts(frozenset([PersonId(actor.person_id)]) if takes_part else frozenset())


def require_listed(actor: Actor, ticket: Ticket) -> None:
    """Raises TicketGoneError for what was deleted, is spam or went into another ticket, to those who may know."""
    if ticket.facts().listed:
        return
    if not policies.may_see(actor, facts(ticket, actor)):
        raise TicketNotFoundError(ticket=ticket.pk)
    raise TicketGoneError(ticket=ticket.pk, into=ticket.merged_into_id)


def save(ticket: Ticket, *fields: str, now: datetime) -> None:
    """Writes these columns, the time and the version."""
    ticket.version += 1
    ticket.updated_at = max(now, ticket.updated_at)
    ticket.save(update_fields=[*fields, "version", "updated_at"])
