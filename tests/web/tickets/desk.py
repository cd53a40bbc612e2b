"""Short ways to put tickets on the desk and to ask its pages."""

from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.http import HttpResponseBase
from tests.cast import Cast, person
from tests.web.asking import client_of

from tridesk.identity.types import Actor
from tridesk.kernel.ids import MessageId, TicketId
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.types import Body, Channel, NewTicket, Visibility


def opened(cast: Cast, now: datetime, subject: str = "The printer eats paper", **more: Any) -> TicketId:
    """A ticket of Alice's on the first line."""
    actor: Actor = more.pop("actor", cast.alice)
    words = more.pop("text", "It ate ten pages.")
    more.setdefault("team", cast.first_line)
    new = NewTicket(person(cast.alice), subject, Body(text=words), Channel.EMAIL, **more)
    return open_ticket(actor=actor, new=new, now=now)


def said(actor: Actor, ticket: TicketId, text: str, now: datetime, *, note: bool = False, **more: Any) -> MessageId:
    """Somebody writes on it."""
    return reply(
        actor=actor,
        ticket_id=ticket,
        body=Body(text=text, html=more.pop("html", "")),
        visibility=Visibility.INTERNAL if note else Visibility.PUBLIC,
        channel=Channel.WEB,
        now=now,
        **more,
    )


def seen_by(actor: Actor | None, address: str, **headers: str) -> str:
    """The page's text as this person gets it, entities resolved."""
    return shown(client_of(actor).get(address, headers=headers))


def shown(response: HttpResponseBase) -> str:
    content: bytes = response.content  # type: ignore[attr-defined]
    return unescape(content.decode())


def told(response: HttpResponseBase) -> list[str]:
    """The short news that go with an answer."""
    from django.contrib.messages import get_messages

    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)
