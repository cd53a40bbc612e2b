"""Messages as programs read them: page by page, or one by its own number."""

from tridesk.identity.types import Actor
from tridesk.infra import keyset
from tridesk.kernel.ids import MessageId, TicketId
from tridesk.kernel.paging import Page
from tridesk.tickets import policies
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.models import Message
from tridesk.tickets.queries.conversation import COLUMNS, MessageRow, add_attachments, one_message, readable
from tridesk.tickets.queries.scope import facts_of


def message_page(
    *, actor: Actor, ticket_id: TicketId, newest_first: bool = False, cursor: str | None = None, limit: int = 50
) -> Page[MessageRow]:
    """A page of a ticket's messages with their files, in four statements.

    Notes are left out for everybody but those who work on it. Raises TicketNotFoundError, InvalidError for a cursor.
    """
    facts = facts_of(actor=actor, ticket_id=ticket_id)
    rows = readable(ticket=ticket_id, notes=policies.may_see_notes(actor, facts)).values_list(*COLUMNS)
    page: Page[MessageRow] = keyset.page(
        rows, key=("id",), make=lambda row: MessageRow(*row), cursor=cursor, limit=limit, descending=newest_first
    )
    if page.rows:
        add_attachments(messages=page.rows)
    return page


def find_message(*, actor: Actor, message_id: MessageId) -> tuple[TicketId, MessageRow]:
    """A message wherever it is now, and its ticket. Raises TicketNotFoundError."""
    ticket = ticket_of_message(message_id=message_id)
    return ticket, one_message(actor=actor, ticket_id=ticket, message_id=message_id)


def ticket_of_message(*, message_id: MessageId) -> TicketId:
    """Where a message is now. Whoever asks for a reader looks afterwards whether they may see it there.

    Raises TicketNotFoundError.
    """
    found = Message.objects.filter(pk=message_id).values_list("ticket_id", flat=True).first()
    if found is None:
        raise TicketNotFoundError(message=message_id)
    return TicketId(found)
