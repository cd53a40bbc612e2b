"""Taking back the last thing one did to a ticket's properties."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tridesk.identity.types import Actor
from tridesk.infra.outbox.log import event_of
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import EventId, TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.fields import spec_of
from tridesk.tickets.errors import CannotUndoError
from tridesk.tickets.events import TicketChanged
from tridesk.tickets.rules import chosen
from tridesk.tickets.types import FieldKind

WINDOW = timedelta(minutes=15)
_IDS = ("team", "assignee", "requester", "organisation")


def undo_change(*, actor: Actor, ticket_id: TicketId, event_id: EventId, now: datetime) -> dict[str, tuple[str, str]]:
    """Sets back what one's own TicketChanged set, within 15 minutes.

    Raises CannotUndoError (reason: not_yours, too_late, was_new; changed, where what it was can no longer be) and
    ChangedMeanwhileError when somebody has changed it again since.
    """
    with transaction.atomic():
        event = event_of(event_id=event_id)
        if not isinstance(event, TicketChanged) or event.ticket != ticket_id or event.by != actor.person_id:
            raise CannotUndoError(reason="not_yours")
        if now - event.at > WINDOW:
            raise CannotUndoError(reason="too_late")
        if event.changes.get("status", ("", ""))[0] == "new":
            raise CannotUndoError(reason="was_new")
        seen = {name: after for name, (_before, after) in event.changes.items()}
        try:
            back = {name: _value(name, before) for name, (before, _after) in event.changes.items()}
            return change(actor=actor, ticket_id=ticket_id, changes=back, seen=seen, undoes=event_id, now=now)
        except InvalidError as error:  # a choice, a field, a person's role that is no more
            raise CannotUndoError(reason="changed") from error


def _value(name: str, text: str) -> Any:
    """The text of an event as `change` takes it."""
    if name in _IDS:
        return int(text) if text else None
    if name == "tags":
        return text.split()
    if name.startswith("field:"):
        spec = spec_of(name.removeprefix("field:"))
        return chosen(spec, text) if spec is not None and spec.kind is FieldKind.CHOICES else text
    return text
