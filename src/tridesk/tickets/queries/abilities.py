"""What a reader may do with a ticket, so that a page offers nothing it would refuse."""

from dataclasses import dataclass

from tridesk.identity.types import Actor
from tridesk.tickets import policies, rules
from tridesk.tickets.types import Status, TicketFacts, Visibility


@dataclass(frozen=True, slots=True)
class Abilities:
    """Each is what the action of that name would allow now; a ticket that is gone takes no words and changes.

    `inside`: they see what those who work on it see (notes, timeline); others have the requester's page.
    """

    reply: bool
    note: bool
    change: bool
    assign: bool
    merge: bool
    spam: bool
    delete: bool
    close: bool
    reopen: bool
    inside: bool


def abilities(*, actor: Actor, facts: TicketFacts) -> Abilities:
    """No statement: decided from the facts alone. `close` and `reopen` are the requester's own."""
    listed, status = facts.listed, facts.status
    own = listed and policies.may_answer_as_requester(actor, facts)
    return Abilities(
        reply=listed and rules.accepts_messages(status) and policies.may_reply(actor, facts, Visibility.PUBLIC),
        note=listed and policies.may_reply(actor, facts, Visibility.INTERNAL),
        change=listed and policies.may_change(actor, facts),
        assign=listed and policies.may_assign(actor, facts),
        merge=policies.may_merge(actor, facts),
        spam=policies.may_mark_spam(actor, facts),
        delete=policies.may_delete(actor, facts),
        close=own and rules.requester_may_set(status, Status.SOLVED),
        inside=policies.may_see_notes(actor, facts),
        reopen=own and rules.requester_may_set(status, Status.OPEN),
    )
