"""Background work of the tickets: load by id, one call."""

from tridesk.kernel.clock import now
from tridesk.kernel.ids import ScheduledId
from tridesk.tickets.actions.say_scheduled import say_scheduled


def say(scheduled_id: int) -> None:
    """The time of a planned reply has come."""
    say_scheduled(scheduled_id=ScheduledId(scheduled_id), now=now())
