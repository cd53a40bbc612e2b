"""What has stayed solved long enough is closed: later words open a new matter."""

from datetime import datetime, timedelta

from django.db import transaction

from tridesk.identity.types import SYSTEM
from tridesk.infra import outbox
from tridesk.tickets.actions.status import COLUMNS, move
from tridesk.tickets.events import TicketChanged
from tridesk.tickets.models import Ticket
from tridesk.tickets.types import Status

_BATCH = 500


def close_solved(*, now: datetime, after: timedelta) -> int:
    """Closes what was solved longer than `after` ago; at most 500 at a time; returns how many."""
    due = Ticket.objects.filter(status=Status.SOLVED.value, solved_at__lt=now - after)
    numbers = list(due.order_by("solved_at").values_list("id", flat=True)[:_BATCH])
    closed = 0
    for number in numbers:
        with transaction.atomic():
            # Asked again under the lock: somebody may have reopened it meanwhile.
            ticket = due.select_for_update().filter(pk=number).first()
            if ticket is not None:
                changes = move(ticket, Status.CLOSED, now=now)
                ticket.version += 1
                ticket.save(update_fields=[*COLUMNS, "version"])  # not updated_at: nothing new for anybody to read
                outbox.record(TicketChanged(ticket=number, changes=changes, at=now, by=SYSTEM.person_id))
                closed += 1
    return closed
