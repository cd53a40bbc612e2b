"""Putting a message and its files on a ticket: the part that opening, answering and receiving share."""

from collections.abc import Sequence
from datetime import datetime

from tridesk.identity.types import Actor
from tridesk.infra.inserting import insert
from tridesk.tickets import rules
from tridesk.tickets.errors import EmptyMessageError
from tridesk.tickets.events import MessageAdded
from tridesk.tickets.models import Attachment, Message, Ticket
from tridesk.tickets.types import Body, Channel, NewAttachment, Visibility

_MAX_KEY = 64


def require_words(body: Body, attachments: Sequence[NewAttachment]) -> None:
    """Raises EmptyMessageError when there is nothing to say."""
    if not body.text.strip() and not body.html.strip() and not attachments:
        raise EmptyMessageError(field="body", reason="empty")


def once_key(*, actor: Actor, channel: Channel, key: str | None) -> str | None:
    """A submission key as it is kept. It is the person's own on that channel, so nobody can use up another's."""
    return f"{channel}:{actor.person_id or 0}:{key[:_MAX_KEY]}" if key else None


def add_message(
    ticket: Ticket,
    *,
    actor: Actor,
    body: Body,
    visibility: Visibility,
    channel: Channel,
    attachments: Sequence[NewAttachment],
    at: datetime,
    submission_key: str | None,
) -> Message:
    """The message row with its attachments; the ticket itself is left to the caller."""
    requester = visibility is Visibility.PUBLIC and actor.person_id == ticket.requester_id
    message = Message(
        ticket=ticket,
        author_id=actor.person_id,
        author_name=actor.name,
        side=rules.side_in(actor.side, requester=requester).value,
        visibility=visibility.value,
        channel=channel.value,
        at=at,
        text=rules.storable(body.text),
        html=rules.storable(body.html),
        full_text=rules.storable(body.full_text),
        full_html=rules.storable(body.full_html),
        submission_key=once_key(actor=actor, channel=channel, key=submission_key),
    )
    insert(message)
    insert(*(_attachment(message, attachment) for attachment in attachments))
    return message


def _attachment(message: Message, given: NewAttachment) -> Attachment:
    return Attachment(
        message=message,
        file_id=given.file,
        name=rules.storable(given.name)[:255],
        content_type=rules.storable(given.content_type)[:127],
        content_id=rules.storable(given.content_id)[:255],
        inline=given.inline,
    )


def message_added(message: Message, actor: Actor, *, now: datetime, first: bool = False) -> MessageAdded:
    """The event that tells of it."""
    return MessageAdded(
        ticket=message.ticket_id,
        message=message.pk,
        visibility=message.visibility,
        side=message.side,
        channel=message.channel,
        author=actor.person_id,
        first=first,
        at=now,
        by=actor.person_id,
        ip=actor.ip,
    )


def shown_first(text: str, visibility: Visibility) -> str:
    """The first words for lists, which requesters see too: nothing of a note."""
    return rules.snippet(text) if visibility is Visibility.PUBLIC else ""


def retell(ticket: Ticket) -> None:
    """Works out snippet and last message anew after messages came or went; does not save."""
    last = Message.objects.filter(ticket=ticket, visibility=Visibility.PUBLIC.value).order_by("-id").first()
    ticket.snippet = rules.snippet(last.text) if last else ""
    ticket.last_message_at = last.at if last else ticket.created_at
