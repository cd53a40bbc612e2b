"""The messages of a ticket, as much as the reader may see of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from tridesk.identity.types import Actor
from tridesk.infra.files import Standing, StoredFile, standing
from tridesk.infra.prepared import Kept, Place, Places, Prepared
from tridesk.kernel.ids import AttachmentId, MessageId, TicketId
from tridesk.tickets import policies
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.models import Attachment, Message
from tridesk.tickets.queries.scope import facts_of
from tridesk.tickets.types import TicketFacts, Visibility

PAGE = 40
_END = 2**63 - 1  # the last message comes before it
_FOLDED = ExpressionWrapper(~Q(full_text=""), output_field=BooleanField())  # the words themselves stay where they are
_kept: Kept[Prepared] = Kept()


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    id: int
    message: int
    name: str
    content_type: str
    size: int
    content_id: str
    inline: bool
    verdict: str = ""
    signature: str = ""

    @property
    def standing(self) -> Standing:
        """Whether it is given out: see `infra.files`."""
        return standing(self.verdict)


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
    notes, end = policies.may_see_notes(actor, facts), before or _END
    found = _kept.get((notes, limit), lambda: _last(notes=notes, limit=limit)).rows(ticket=ticket_id, before=end)
    messages = [MessageRow(*row) for row in found[:limit]]
    earlier = readable(ticket=ticket_id, notes=notes).filter(pk__lt=end).count() - limit if len(found) > limit else 0
    messages.reverse()
    add_attachments(messages=messages)
    return Conversation(messages, earlier)


def one_message(*, actor: Actor, ticket_id: TicketId, message_id: MessageId) -> MessageRow:
    """One message with its attachments, in three statements. Raises TicketNotFoundError."""
    facts = facts_of(actor=actor, ticket_id=ticket_id)
    rows = _kept.get(("one", policies.may_see_notes(actor, facts)), lambda: _one(policies.may_see_notes(actor, facts)))
    found = rows.rows(ticket=ticket_id, message=message_id)
    if not found:
        raise TicketNotFoundError(ticket=ticket_id, message=message_id)
    message = MessageRow(*found[0])
    add_attachments(messages=[message])
    return message


def full_message(*, actor: Actor, ticket_id: TicketId, message_id: MessageId) -> tuple[str, str]:
    """Text and safe HTML of a message with all its quoted history. Raises TicketNotFoundError."""
    notes = policies.may_see_notes(actor, facts_of(actor=actor, ticket_id=ticket_id))
    rows = readable(ticket=ticket_id, notes=notes).filter(pk=message_id)
    row = rows.values_list("text", "html", "full_text", "full_html").first()
    if row is None:
        raise TicketNotFoundError(ticket=ticket_id, message=message_id)
    text, html, full_text, full_html = row
    return full_text or text, full_html or ("" if full_text else html)


def require_inside(*, actor: Actor, ticket_id: TicketId, message_id: MessageId) -> None:
    """Makes sure that the actor sees this message as those who work on the ticket do.

    Raises TicketNotFoundError, NotAllowedError.
    """
    facts = facts_of(actor=actor, ticket_id=ticket_id)
    policies.require(policies.may_see_notes(actor, facts), actor, facts, right="inside")
    if not readable(ticket=ticket_id, notes=True).filter(pk=message_id).exists():
        raise TicketNotFoundError(ticket=ticket_id, message=message_id)


def attachment_file(*, actor: Actor, attachment_id: AttachmentId) -> tuple[AttachmentRow, StoredFile]:
    """The attachment and its bytes' row, where the actor may see its message. Raises TicketNotFoundError."""
    found = Attachment.objects.select_related("file", "message").filter(pk=attachment_id).first()
    if found is None:
        raise TicketNotFoundError(attachment=attachment_id)
    facts = facts_of(actor=actor, ticket_id=TicketId(found.message.ticket_id))
    if found.message.visibility == Visibility.INTERNAL.value and not policies.may_see_notes(actor, facts):
        raise TicketNotFoundError(attachment=attachment_id)
    file = found.file
    row = AttachmentRow(
        found.pk, found.message_id, found.name, found.content_type, file.size, found.content_id, found.inline,
        file.verdict, file.signature,
    )  # fmt: skip
    return row, file


def readable(*, ticket: TicketId | Place, notes: bool) -> "QuerySet[Message]":
    """The messages of a ticket, with the team's notes or without."""
    rows = Message.objects.filter(ticket=ticket)
    return rows if notes else rows.filter(visibility=Visibility.PUBLIC.value)


COLUMNS = (
    "id", "author_id", "author_name", "side", "visibility", "channel", "at", "text", "html", _FOLDED,
    "original_ticket_id",
)  # fmt: skip


def _last(*, notes: bool, limit: int) -> Prepared:
    rows = readable(ticket=Place("ticket"), notes=notes).filter(pk__lt=Place("before")).order_by("-id")
    return Prepared(rows.values_list(*COLUMNS)[: limit + 1])


def _one(notes: bool) -> Prepared:  # noqa: FBT001
    rows = readable(ticket=Place("ticket"), notes=notes).filter(pk=Place("message"))
    return Prepared(rows.values_list(*COLUMNS))


def _attachments() -> Prepared:
    rows = Attachment.objects.filter(message__in=Places("messages")).order_by("id")
    return Prepared(
        rows.values_list(
            "id", "message_id", "name", "content_type", "file__size", "content_id", "inline", "file__verdict",
            "file__signature",
        )
    )  # fmt: skip


def add_attachments(*, messages: Sequence[MessageRow]) -> None:
    """The files of these messages, in one statement."""
    by_message: dict[int, list[AttachmentRow]] = defaultdict(list)
    for row in _kept.get("attachments", _attachments).rows(messages=[message.id for message in messages]):
        by_message[row[1]].append(AttachmentRow(*row))
    for message in messages:
        message.attachments = by_message[message.id]
