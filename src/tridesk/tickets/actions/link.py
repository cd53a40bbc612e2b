"""Tickets point at each other: relates, duplicates, blocks, is a child of."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import TicketId
from tridesk.tickets import policies, store
from tridesk.tickets.errors import LinkError, TicketNotFoundError
from tridesk.tickets.events import TicketLinked, TicketUnlinked
from tridesk.tickets.models import Link, Ticket
from tridesk.tickets.types import LinkKind

# These have a direction; what leads back to itself makes no sense.
_ONE_WAY = (LinkKind.CHILD, LinkKind.BLOCKS, LinkKind.DUPLICATES)


def link(*, actor: Actor, ticket_id: TicketId, other_id: TicketId, kind: LinkKind, now: datetime) -> bool:
    """Links the two; False when they were linked so already.

    Raises TicketNotFoundError (also for the other), TicketGoneError, NotAllowedError, LinkError (reason: itself,
    gone, ring).
    """
    if ticket_id == other_id:
        raise LinkError(field="other", reason="itself")
    with transaction.atomic():
        if kind in _ONE_WAY:
            _one_after_the_other()
        ticket, other = _both(ticket_id, other_id)
        store.require_listed(actor, ticket)
        facts = store.facts(ticket, actor)
        policies.require(policies.may_merge(actor, facts), actor, facts, right="link")
        _require_seen(actor, other)
        if _between(ticket_id, other_id, kind).exists():
            return False
        if not other.facts().listed:
            raise LinkError(field="other", reason="gone")
        if kind in _ONE_WAY and _reaches(other_id, ticket_id, kind):
            raise LinkError(field="other", reason="ring")
        Link.objects.create(ticket=ticket, other=other, kind=kind.value)
        _tell(TicketLinked, actor, ticket, other, kind, now)
        return True


def unlink(*, actor: Actor, ticket_id: TicketId, other_id: TicketId, kind: LinkKind, now: datetime) -> bool:
    """Takes the link away; False when there was none. One may do it from either end, whatever became of the other.

    Raises TicketNotFoundError, TicketGoneError, NotAllowedError.
    """
    with transaction.atomic():
        ticket, other = _both(ticket_id, other_id)
        here = ticket if ticket.facts().listed and policies.may_merge(actor, store.facts(ticket, actor)) else other
        _require_seen(actor, ticket)
        _require_seen(actor, other)
        store.require_listed(actor, here)
        facts = store.facts(here, actor)
        policies.require(policies.may_merge(actor, facts), actor, facts, right="link")
        gone, _ = _between(ticket_id, other_id, kind).delete()
        if gone:
            _tell(TicketUnlinked, actor, ticket, other, kind, now)
        return bool(gone)


def _both(ticket_id: TicketId, other_id: TicketId) -> tuple[Ticket, Ticket]:
    # Always the lower number first: two links in opposite directions wait for each other instead of locking up.
    rows = {number: store.locked(number) for number in sorted((ticket_id, other_id))}
    return rows[ticket_id], rows[other_id]


def _one_after_the_other() -> None:
    """The oldest ticket is the gate: two links that share no ticket could otherwise close a ring of four together."""
    Ticket.objects.select_for_update().order_by("id").values_list("id", flat=True).first()


def _require_seen(actor: Actor, ticket: Ticket) -> None:
    if not policies.may_see(actor, store.facts(ticket, actor)):
        raise TicketNotFoundError(ticket=ticket.pk)


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


def _tell(
    event: type[TicketLinked | TicketUnlinked],
    actor: Actor,
    ticket: Ticket,
    other: Ticket,
    kind: LinkKind,
    now: datetime,
) -> None:
    """The write counts for the ticket that has the link; the timelines of both tell of it."""
    store.save(ticket, now=now)
    for here, there, outgoing in ((ticket, other, True), (other, ticket, False)):
        outbox.record(
            event(
                ticket=here.pk,
                other=there.pk,
                kind=kind.value,
                outgoing=outgoing,
                at=now,
                by=actor.person_id,
                ip=actor.ip,
            )
        )
