"""Which happenings people are told of."""

from tridesk.channels.events import MailFailed
from tridesk.identity.events import SecondFactorSwitchedOff
from tridesk.infra.outbox import subscriber
from tridesk.kernel.clock import now
from tridesk.notify.actions.tell import tell_assigned, tell_not_sent, tell_replied, tell_team, tell_undelivered
from tridesk.notify.actions.tell_account import tell_second_factor_off
from tridesk.tickets.events import MessageAdded, ScheduledFailed, TicketChanged, TicketOpened


def _new_assignee(event: TicketChanged | TicketOpened) -> int | None:
    if isinstance(event, TicketOpened):
        return event.assignee
    return int(event.changes.get("assignee", ("", ""))[1] or 0) or None


@subscriber("notify.assigned", TicketChanged, TicketOpened, when=lambda event: _new_assignee(event) is not None)
def assigned(event: TicketChanged | TicketOpened) -> None:
    """The ticket is somebody's now."""
    if (person := _new_assignee(event)) is not None:
        key = f"{event.ticket}:{event.at.isoformat()}"
        tell_assigned(ticket=event.ticket, person=person, by=event.by, event=key, now=now())


@subscriber("notify.replied", MessageAdded, when=lambda event: event.visibility == "public" and not event.first)
def replied(event: MessageAdded) -> None:
    """Somebody outside wrote."""
    tell_replied(message_id=event.message, now=now())


@subscriber("notify.team", TicketOpened, when=lambda event: event.team is not None and event.assignee is None)
def team_new(event: TicketOpened) -> None:
    """A ticket waits for the team."""
    if event.team is not None:
        tell_team(team=event.team, message_id=event.message, by=event.by, now=now())


@subscriber("notify.undelivered", MailFailed, when=lambda event: event.reason != "gone")
def undelivered(event: MailFailed) -> None:
    """A mail to somebody outside failed for good."""
    tell_undelivered(mail=event.mail, recipient=event.recipient, reason=event.reason, now=now())


@subscriber("notify.not_sent", ScheduledFailed)
def not_sent(event: ScheduledFailed) -> None:
    """The time of a reply for later came, and it could not be said."""
    key = event.at.isoformat()
    tell_not_sent(ticket=event.ticket, author=event.author, scheduled=event.scheduled, event=key, now=now())


@subscriber("notify.second_factor_off", SecondFactorSwitchedOff)
def second_factor_off(event: SecondFactorSwitchedOff) -> None:
    """Somebody else took the second step off an account."""
    tell_second_factor_off(person=event.person, by=event.by, event=event.at.isoformat(), now=now())
