"""What a new status brings with it: the holder, the dates; and who may set it."""

from datetime import datetime

from tridesk.identity.types import Actor
from tridesk.kernel.errors import InvalidError
from tridesk.tickets import policies, rules
from tridesk.tickets.models import Ticket
from tridesk.tickets.types import DONE, Status, TicketFacts

COLUMNS = ("status", "holder", "holder_since", "solved_at", "closed_at")


def move(ticket: Ticket, after: Status, *, now: datetime) -> dict[str, tuple[str, str]]:
    """Sets the status and all that follows from it on the row; returns the changes for the event."""
    before = Status(ticket.status)
    if before is after:
        return {}
    ticket.status = after.value
    holder = rules.holder_of(after).value
    if holder != ticket.holder:
        ticket.holder, ticket.holder_since = holder, now
    ticket.solved_at = (ticket.solved_at or now) if after in DONE else None
    ticket.closed_at = now if after is Status.CLOSED else None
    return {"status": (before.value, after.value)}


def require_settable(*, actor: Actor, facts: TicketFacts, before: Status, after: Status) -> None:
    """Whoever works here sets any status but new; the requester closes and reopens. Pressed twice is no refusal.

    Raises TicketNotFoundError, NotAllowedError, InvalidError.
    """
    if before is after and policies.may_see(actor, facts):
        return
    if not policies.may_change(actor, facts):
        own = policies.may_answer_as_requester(actor, facts) and rules.requester_may_set(before, after)
        policies.require(own, actor, facts, right="status")
    elif not rules.may_become(before, after):
        raise InvalidError(field="status", reason="not_new_again")
