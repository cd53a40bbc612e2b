"""What follows for the mail when something happens to a ticket."""

from tridesk.channels.actions.follow_merge import follow_merge
from tridesk.channels.actions.queue_mail import queue_acknowledgement, queue_reply
from tridesk.identity.events import PersonsMerged
from tridesk.identity.types import Side
from tridesk.infra.outbox import subscriber
from tridesk.kernel.clock import now
from tridesk.tickets.events import MessageAdded, TicketOpened


@subscriber(
    "channels.acknowledge",
    TicketOpened,
    when=lambda event: event.side != Side.ANALYST and event.channel in ("email", "web", "link"),
)
def acknowledge(event: TicketOpened) -> None:
    """The requester hears the number at once."""
    queue_acknowledgement(ticket=event.ticket, message_id=event.message, now=now())


def _unheard(event: MessageAdded) -> bool:
    """Whether somebody may not have had it: a mail that opened a ticket went to all it names by itself."""
    came_by_mail = event.first and event.channel == "email" and event.side != Side.ANALYST
    return event.visibility == "public" and not came_by_mail


@subscriber("channels.deliver", MessageAdded, when=_unheard)
def deliver(event: MessageAdded) -> None:
    """Everybody outside who has not read a public message gets it by mail."""
    queue_reply(message_id=event.message, now=now())


@subscriber("channels.follow_merge", PersonsMerged)
def persons_merged(event: PersonsMerged) -> None:
    """Our mails to somebody who turned out to be another person are that person's."""
    follow_merge(kept=event.person, other=event.other)
