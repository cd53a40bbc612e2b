"""The message that opened a ticket can be taken inside: who asks now must not read what was written for the team."""

from tridesk.kernel.errors import InvalidError
from tridesk.tickets.actions.words import retell
from tridesk.tickets.models import Message, Ticket
from tridesk.tickets.types import Visibility

COLUMNS = ("snippet", "last_message_at")


def opening_of(ticket: Ticket) -> str:
    """How the first message is seen, as text; empty where there is none."""
    found = Message.objects.filter(ticket=ticket).order_by("id").values_list("visibility", flat=True).first()
    return found or ""


def set_opening(ticket: Ticket, wished: object, *, back: bool) -> dict[str, tuple[str, str]]:
    """Makes it a note, or public again (only `back`, as it was); the ticket is left to the caller to save.

    Raises InvalidError for anything else: what was a note from the start never goes out.
    """
    if wished != Visibility.INTERNAL.value and not (back and wished == Visibility.PUBLIC.value):
        raise InvalidError(field="opening", reason="unknown_value")
    first = Message.objects.filter(ticket=ticket).order_by("id").first()
    if first is None or first.visibility == wished:
        return {}
    before, first.visibility = first.visibility, str(wished)
    first.save(update_fields=["visibility"])
    retell(ticket)
    return {"opening": (before, first.visibility)}
