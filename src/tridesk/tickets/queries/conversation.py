"""The messages of a ticket, as much as the reader may see of them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from tridesk.identity.types import Actor
from tridesk.infra.models import StoredFile
from tridesk.kernel.ids import AttachmentId, MessageId, TicketId
from tridesk.tickets import policies
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.models import Attachment, Message
from tridesk.tickets.queries.scope import facts_of
from tridesk.tickets.types import TicketFacts, Visibility

PAGE = 40


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    id: int
    message: int
    name: str
    content_type: str
    size: int
    content_id: str
    inline: bool


@dataclass(slots=True)
class MessageRow:
    """`folded` tells that there is more (quoted history, signature): `full_message` has it."""

    id: int
    author_id: int | None
    author: str
    side: str
    visibility: str
    channel: str
    at: datetime
    text: str
    html: str
    folded: bool
    original_ticket: int | None
    attachments: list[AttachmentRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The last messages, oldest of them first; `earlier` is how many come before them."""

    messages: list[MessageRow]
    earlier: int


def conversation(
    *,
    actor: Actor,
    ticket_id: TicketId,
    facts: TicketFacts | None = None,
    before: MessageId | None = None,
    limit: int = PAGE,
) -> Conversation:
    """The last `limit` messages (before one, if given) with their attachments, in three statements at most.

    Notes are left out for everybody but those who work here. Raises TicketNotFoundError.
    """
    facts = facts or facts_of(actor=actor, ticket_id=ticket_id)
    rows = _readable(actor, facts)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(
        rows.order_by("-id").values_list(
            "id", "author_id", "author_name", "side", "visibility", "channel", "at", "text", "html", "full_text",
            "original_ticket_id",
        )[: limit + 1]
    )  # fmt: skip
    messages = [MessageRow(*row[:9], folded=bool(row[9]), original_ticket=row[10]) for row in found[:limit]]
    earlier = rows.count() - limit if len(found) > limit else 0
    messages.reverse()
    _add_attachments(messages)
    return Conversation(messages, earlier)


def full_message(*, actor: Actor, ticket_id: TicketId, message_id: MessageId) -> tuple[str, str]:
    """Text and safe HTML of a message with all its quoted history. Raises TicketNotFoundError."""
    rows = _readable(actor, facts_of(actor=actor, ticket_id=ticket_id)).filter(pk=message_id)
    row = rows.values_list("text", "html", "full_text", "full_html").first()
    if row is None:
        raise TicketNotFoundError(ticket=ticket_id, message=message_id)
    text, html, full_text, full_html = row
    return full_text or text, full_html or ("" if full_text else html)


def attachment_file(*, actor: Actor, attachment_id: AttachmentId) -> tuple[AttachmentRow, StoredFile]:
    """The attachment and its bytes' row, where the actor may see its message. Raises TicketNotFoundError."""
    found = Attachment.objects.select_related("file", "message").filter(pk=attachment_id).first()
    if found is None:
        raise TicketNotFoundError(attachment=attachment_id)
    facts = facts_of(actor=actor, ticket_id=TicketId(found.message.ticket_id))
    if found.message.visibility == Visibility.INTERNAL.value and not policies.may_see_notes(actor, facts):
        raise TicketNotFoundError(attachment=attachment_id)
    row = AttachmentRow(
        found.pk, found.message_id, found.name, found.content_type, found.file.size, found.content_id, found.inline
    )
    return row, found.file


def _readable(actor: Actor, facts: TicketFacts) -> "QuerySet[Message]":
    rows = Message.objects.filter(ticket=facts.id)
    return rows if policies.may_see_notes(actor, facts) else rows.filter(visibility=Visibility.PUBLIC.value)


def _add_attachments(messages: list[MessageRow]) -> None:
    by_message: dict[int, list[AttachmentRow]] = defaultdict(list)
    rows = Attachment.objects.filter(message__in=[message.id for message in messages]).order_by("id")
    for row in rows.values_list("id", "message_id", "name", "content_type", "file__size", "content_id", "inline"):
        by_message[row[1]].append(AttachmentRow(*row))
    for message in messages:
        message.attachments = by_message[message.id]
