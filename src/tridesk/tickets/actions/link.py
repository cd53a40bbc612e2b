"""Tickets point at each other: relates, duplicates, blocks, is a child of."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import TicketId
from tridesk.tickets import policies, store
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.events import TicketLinked, TicketUnlinked
from tridesk.tickets.models import Link, Ticket
from tridesk.tickets.types import LinkKind

# These have a direction; what leads back to itself makes no sense.
_ONE_WAY = (LinkKind.CHILD, LinkKind.BLOCKS, LinkKind.DUPLICATES)


def link(*, actor: Actor, ticket_id: TicketId, other_id: TicketId, kind: LinkKind, now: datetime) -> bool:
    """Links the two; False when they were linked so already. Raises InvalidError (itself, ring)."""
    if ticket_id == other_id:
        raise InvalidError(field="other", reason="itself")
    with transaction.atomic():
        ticket = _changeable(actor, ticket_id, other_id)
        if _between(ticket_id, other_id, kind).exists():
            return False
        if kind in _ONE_WAY and _reaches(other_id, ticket_id, kind):
            raise InvalidError(field="other", reason="ring")
        Link.objects.create(ticket=ticket, other_id=other_id, kind=kind.value)
        _save(TicketLinked, actor, ticket, other_id, kind, now)
        return True


def unlink(*, actor: Actor, ticket_id: TicketId, other_id: TicketId, kind: LinkKind, now: datetime) -> bool:
    """Takes the link away; False when there was none."""
    with transaction.atomic():
        ticket = _changeable(actor, ticket_id, other_id)
        gone, _ = _between(ticket_id, other_id, kind).delete()
        if gone:
            _save(TicketUnlinked, actor, ticket, other_id, kind, now)
        return bool(gone)


def _changeable(actor: Actor, ticket_id: TicketId, other_id: TicketId) -> Ticket:
    # Both are locked, the lower number first: two links in opposite directions cannot make a ring together.
    rows = {number: store.locked(number) for number in sorted((ticket_id, other_id))}
    ticket, other = rows[ticket_id], rows[other_id]
    store.require_listed(actor, ticket)
    facts = store.facts(ticket, actor)
    policies.require(policies.may_merge(actor, facts), actor, facts, right="link")
    if not policies.may_see(actor, store.facts(other, actor)):
        raise TicketNotFoundError(ticket=other_id)
    return ticket


def _between(one: TicketId, other: TicketId, kind: LinkKind) -> QuerySet[Link]:
    """Links of this kind from one to the other; "relates" is the same in both directions."""
    links = Link.objects.filter(kind=kind.value)
    there = Q(ticket=one, other=other)
    return links.filter(there if kind in _ONE_WAY else there | Q(ticket=other, other=one))


def _reaches(start: TicketId, goal: TicketId, kind: LinkKind) -> bool:
    """Whether links of this kind lead from `start` to `goal`."""
    seen, edge = {int(start)}, {int(start)}
    while edge and goal not in seen:
        edge = set(Link.objects.filter(ticket__in=edge, kind=kind.value).values_list("other_id", flat=True)) - seen
        seen |= edge
    return goal in seen


def _save(
    event: type[TicketLinked | TicketUnlinked],
    actor: Actor,
    ticket: Ticket,
    other_id: TicketId,
    kind: LinkKind,
    now: datetime,
) -> None:
    store.save(ticket, now=now)
    outbox.record(event(ticket=ticket.pk, other=other_id, kind=kind.value, at=now, by=actor.person_id, ip=actor.ip))
