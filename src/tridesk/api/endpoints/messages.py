"""What is said on a ticket, by which mail it came, and how it arrives."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase

from tridesk.api import shapes
from tridesk.api.call import Call
from tridesk.api.endpoints.tickets_written import speak_from
from tridesk.api.examples import MESSAGE, NEW_MESSAGE
from tridesk.api.ids import Kind, cursor_in, named, told
from tridesk.api.pages import Limit, page_of
from tridesk.api.routes import Answer, Routes
from tridesk.api.said import said
from tridesk.api.schemas.conversation import MessageDeliveries
from tridesk.api.schemas.tickets import Message, Messages, NewMessage, NewNote
from tridesk.api.served import served
from tridesk.channels.queries import deliveries
from tridesk.channels.queries.insides import mail_of_message, raw_of
from tridesk.identity.types import Permission, Scope
from tridesk.infra.files import FileInfectedError
from tridesk.kernel.ids import MessageId, TicketId
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.queries import full_message, require_inside
from tridesk.tickets.queries.conversation import one_message
from tridesk.tickets.queries.messages import find_message, message_page, ticket_of_message
from tridesk.tickets.types import Channel, Visibility
from tridesk.wording.mail_servers import why_not_delivered

routes = Routes("messages", "What is said on tickets, now or later, and how it arrives.")


class Order(StrEnum):
    OLDEST = "oldest"
    NEWEST = "newest"


@routes.read(
    "/tickets/{id}/messages",
    scope=Scope.TICKETS_READ,
    gives=Messages,
    example={"items": [MESSAGE], "next": None, "previous": None},
)
def list_messages(call: Call, id: str, order: Order = Order.OLDEST, cursor: str = "", limit: Limit = 50) -> Answer:
    """What was said on a ticket

    Notes are told to those who work on it. In `html`, `src="cid:…"` is the attachment with that `content_id`.
    """
    ticket = TicketId(named(Kind.TICKET, id))
    page = message_page(
        actor=call.actor,
        ticket_id=ticket,
        newest_first=order is Order.NEWEST,
        cursor=cursor_in(cursor),
        limit=limit,
    )
    return page_of(call, page, lambda row: shapes.message(row, ticket_id=ticket))


@routes.read("/messages/{id}", scope=Scope.TICKETS_READ, gives=Message, example=MESSAGE)
def get_message(call: Call, id: str, full: bool = False) -> Any:  # noqa: FBT001, FBT002
    """One message

    With `full=true`, a folded one comes with its quoted history and signature.
    """
    number = MessageId(named(Kind.MESSAGE, id))
    ticket, row = find_message(actor=call.actor, message_id=number)
    if full and row.folded:
        row.text, row.html = full_message(actor=call.actor, ticket_id=ticket, message_id=number)
    return shapes.message(row, ticket_id=ticket)


@routes.read("/messages/{id}/raw", scope=Scope.TICKETS_READ, gives=None, media="application/octet-stream")
def get_raw_message(call: Call, id: str) -> HttpResponseBase:
    """The mail that brought a message, byte for byte

    For those who work on the ticket. One with a virus in it is only for those who look after mail.
    """
    number = MessageId(named(Kind.MESSAGE, id))
    ticket = ticket_of_message(message_id=number)
    require_inside(actor=call.actor, ticket_id=ticket, message_id=number)
    file, signature = raw_of(mail_id=mail_of_message(message_id=number))
    careful = call.actor.may(Permission.MAIL_PARKED)
    if signature and not careful:
        raise FileInfectedError(file=file.pk, signature=signature)
    name = f"{settings.CONFIG.ticket_prefix}{ticket}-{id}.eml"
    return served(call, file, name=name, content_type="application/octet-stream", infected_too=careful)


@routes.read(
    "/messages/{id}/deliveries",
    scope=Scope.TICKETS_READ,
    gives=MessageDeliveries,
    example={
        "items": [
            {
                "recipient": "alice@acme.example",
                "state": "sent",
                "at": MESSAGE["at"],
                "trouble": "",
                "server_said": "",
            }
        ]
    },
)
def list_message_deliveries(call: Call, id: str) -> Any:
    """How a message's mails fare

    One for each recipient, for those who work on the ticket.
    """
    number = MessageId(named(Kind.MESSAGE, id))
    require_inside(actor=call.actor, ticket_id=ticket_of_message(message_id=number), message_id=number)
    items = []
    for mail in deliveries(message_ids=[number])[number]:
        trouble = why_not_delivered(mail.error)
        items.append(
            {
                "recipient": mail.recipient,
                "state": mail.state,
                "at": mail.sent_at or mail.next_try_at,
                "trouble": trouble.words,
                "server_said": trouble.said,
            }
        )
    return {"items": items}


@routes.write(
    "POST",
    "/tickets/{id}/replies",
    scope=Scope.TICKETS_WRITE,
    gives=Message,
    status=201,
    takes=NEW_MESSAGE,
    example=MESSAGE,
)
def create_reply(call: Call, id: str, body: NewMessage) -> Answer:
    """Answer in public

    The requester and everybody in copy gets it by mail, from the ticket's mailbox or the one that is named.
    """
    if body.mailbox is not None:
        speak_from(call, TicketId(named(Kind.TICKET, id)), body.mailbox)
    return _say(call, id, body, Visibility.PUBLIC)


@routes.write(
    "POST",
    "/tickets/{id}/notes",
    scope=Scope.TICKETS_WRITE,
    gives=Message,
    status=201,
    takes=NEW_MESSAGE,
    example={**MESSAGE, "visibility": "internal"},
)
def create_note(call: Call, id: str, body: NewNote) -> Answer:
    """Add an internal note

    Only the team sees it.
    """
    return _say(call, id, body, Visibility.INTERNAL)


def _say(call: Call, word: str, body: NewNote, visibility: Visibility) -> Answer:
    ticket = TicketId(named(Kind.TICKET, word))
    words, attachments = said(call, body)
    number = reply(
        actor=call.actor,
        ticket_id=ticket,
        body=words,
        attachments=attachments,
        visibility=visibility,
        channel=Channel.API,
        status=body.status,
        now=call.now,
    )
    row = one_message(actor=call.actor, ticket_id=ticket, message_id=number)
    place = f"/api/v1/messages/{told(Kind.MESSAGE, number)}"
    return Answer(shapes.message(row, ticket_id=ticket), 201, {"Location": place})
