"""What follows for tickets when something happens to people."""

from tridesk.identity.events import PersonsMerged
from tridesk.infra.outbox import subscriber
from tridesk.tickets.actions.follow_merge import follow_merge


@subscriber("tickets.follow_merge", PersonsMerged)
def persons_merged(event: PersonsMerged) -> None:
    """Their tickets belong to the person who stays."""
    follow_merge(kept=event.person, other=event.other)
