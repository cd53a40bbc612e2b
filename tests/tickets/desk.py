"""Short sentences for the tests of this room: opening, answering, looking."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection
from tests.cast import Cast, person

from tridesk.identity.types import Actor
from tridesk.kernel.ids import MessageId, TicketId
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.models import Ticket
from tridesk.tickets.types import Body, Channel, NewTicket, Visibility

type Desk = dict[str, TicketId]  # tickets by what they are for in a test


def opened(cast: Cast, now: datetime, *, actor: Actor | None = None, **given: Any) -> TicketId:
    """A ticket that Alice asks for on the first line; `given` replaces anything of it."""
    asked: dict[str, Any] = {
        "requester": person(cast.alice),
        "subject": "The printer is on fire",
        "body": Body("Smoke comes out of it."),
        "channel": Channel.WEB,
        "team": cast.first_line,
    }
    return open_ticket(actor=actor or cast.alice, new=NewTicket(**asked | given), now=now)


def said(actor: Actor, ticket: TicketId, text: str, now: datetime, **given: Any) -> MessageId:
    """A public reply through the web."""
    rest: dict[str, Any] = {"visibility": Visibility.PUBLIC, "channel": Channel.WEB}
    return reply(actor=actor, ticket_id=ticket, body=Body(text), now=now, **rest | given)


def noted(actor: Actor, ticket: TicketId, text: str, now: datetime, **given: Any) -> MessageId:
    return said(actor, ticket, text, now, visibility=Visibility.INTERNAL, **given)


def row(ticket: TicketId) -> Ticket:
    return Ticket.objects.get(pk=ticket)


def together(*jobs: Callable[[], object]) -> list[object]:
    """All at the same time, each on a connection of its own; what they returned or raised, in their order."""
    start, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int, job: Callable[[], object]) -> None:
        try:
            start.wait(30)
            results[place] = job()  # type: ignore[call-overload]
        except Exception as error:  # noqa: BLE001  # the test looks at it
            results[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return list(results)
