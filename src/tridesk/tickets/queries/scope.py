"""Which tickets a reader may know of. Every other query of this room begins here."""

from collections.abc import Hashable

from django.db.models import Exists, OuterRef, Q, QuerySet

from tridesk.identity.types import Actor, Permission, Side
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.models import Participant, Ticket
from tridesk.tickets.types import TicketFacts

_HERE = Q(spam_at=None, deleted_at=None)


def visible_to(*, actor: Actor) -> "QuerySet[Ticket]":
    """The tickets this actor may see; says in SQL what `policies.right_on` says of one.

    Those who work here see them whatever their state; to everybody else, deleted ones and spam are gone.
    """
    if actor.side is Side.SYSTEM:
        return Ticket.objects.all()
    if actor.person_id is None:
        return Ticket.objects.none()
    if actor.ticket_only is not None:
        return Ticket.objects.filter(_takes_part(actor.person_id), _HERE, pk=actor.ticket_only)
    if not actor.is_staff:
        # As two short lists by their own indexes: an OR would have the database look at every ticket there is.
        asked = Ticket.objects.filter(requester=actor.person_id).values("pk")
        joined = Participant.objects.filter(person=actor.person_id).values("ticket_id")
        return Ticket.objects.filter(_HERE, pk__in=asked.union(joined))
    if actor.may(Permission.TICKETS_ALL_TEAMS):
        return Ticket.objects.all()
    return Ticket.objects.filter(
        Q(team__in=list(actor.teams)) | Q(team=None) | Q(assignee=actor.person_id) | _takes_part(actor.person_id)
    )


def _takes_part(person: PersonId) -> Q:
    return Q(requester=person) | Q(Exists(Participant.objects.filter(ticket=OuterRef("pk"), person=person)))


def facts_of(*, actor: Actor, ticket_id: TicketId) -> TicketFacts:
    """The facts for policies, for a ticket the actor may see; raises TicketNotFoundError otherwise."""
    ticket = visible_to(actor=actor).filter(pk=ticket_id).first()
    if ticket is None:
        raise TicketNotFoundError(ticket=ticket_id)
    people = Participant.objects.filter(ticket=ticket).values_list("person_id", flat=True)
    return ticket.facts(frozenset(PersonId(person) for person in people))


def scope_key(*, actor: Actor) -> Hashable:
    """Everything of the actor that decides what `visible_to` and the views give: the same key, the same rows."""
    every_team = actor.may(Permission.TICKETS_ALL_TEAMS)
    return actor.person_id, actor.side, actor.ticket_only, every_team, tuple(sorted(actor.teams))
