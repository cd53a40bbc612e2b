"""What a ticket's values are called on screen: one table for chips, options, the timeline and flashes."""

from functools import lru_cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tridesk.tickets.types import Channel, Holder, Level, LinkKind, Priority, Status, TicketType

STATUS: dict[str, Promise] = {
    Status.NEW.value: _("New"),
    Status.OPEN.value: _("Open"),
    Status.WAITING_REQUESTER.value: _("Waiting for requester"),
    Status.WAITING_VENDOR.value: _("Waiting for vendor"),
    Status.ON_HOLD.value: _("On hold"),
    Status.SOLVED.value: _("Solved"),
    Status.CLOSED.value: _("Closed"),
}
PRIORITY: dict[str, Promise] = {
    str(Priority.EMERGENCY.value): _("Emergency"),
    str(Priority.HIGH.value): _("High"),
    str(Priority.MEDIUM.value): _("Medium"),
    str(Priority.LOW.value): _("Low"),
}
# Words of their own: in Spanish and Portuguese an impact is "alto" and a priority "alta".
IMPACT: dict[str, Promise] = {
    str(Level.HIGH.value): pgettext_lazy("impact", "High"),
    str(Level.MEDIUM.value): pgettext_lazy("impact", "Medium"),
    str(Level.LOW.value): pgettext_lazy("impact", "Low"),
}
URGENCY: dict[str, Promise] = {
    str(Level.HIGH.value): _("High"),
    str(Level.MEDIUM.value): _("Medium"),
    str(Level.LOW.value): _("Low"),
}
TYPE: dict[str, Promise] = {
    TicketType.INCIDENT.value: _("Incident"),
    TicketType.SERVICE_REQUEST.value: _("Service request"),
    TicketType.QUESTION.value: _("Question"),
    TicketType.PROBLEM.value: _("Problem"),
    TicketType.CHANGE.value: _("Change"),
}
HOLDER: dict[str, Promise] = {
    Holder.ANALYST.value: _("With us"),
    Holder.REQUESTER.value: _("With the requester"),
    Holder.VENDOR.value: _("With the vendor"),
    Holder.NOBODY.value: _("With nobody: it is solved"),
}
CHANNEL: dict[str, Promise] = {
    Channel.EMAIL.value: _("E-mail"),
    Channel.WEB.value: _("Web"),
    Channel.LINK.value: _("Link in a mail"),
    Channel.PHONE.value: _("Phone"),
    Channel.API.value: _("Program"),
    Channel.SYSTEM.value: _("Tridesk"),
}
# this ticket ... the other; and the other ... this one
LINK: dict[tuple[str, bool], Promise] = {
    (LinkKind.RELATES.value, True): _("Related to"),
    (LinkKind.RELATES.value, False): _("Related to"),
    (LinkKind.DUPLICATES.value, True): _("Duplicate of"),
    (LinkKind.DUPLICATES.value, False): _("Has the duplicate"),
    (LinkKind.BLOCKS.value, True): _("Blocks"),
    (LinkKind.BLOCKS.value, False): _("Blocked by"),
    (LinkKind.CHILD.value, True): _("Part of"),
    (LinkKind.CHILD.value, False): _("Has the part"),
}
# How one ticket stands to another, as something to choose.
LINKING: dict[str, Promise] = {
    LinkKind.RELATES.value: _("This ticket is related to the other"),
    LinkKind.DUPLICATES.value: _("This ticket is a duplicate of the other"),
    LinkKind.BLOCKS.value: _("This ticket blocks the other"),
    LinkKind.CHILD.value: _("This ticket is part of the other"),
}
VALUES: dict[str, dict[str, Promise]] = {
    "status": STATUS,
    "priority": PRIORITY,
    "type": TYPE,
    "impact": IMPACT,
    "urgency": URGENCY,
}


_TABLES: dict[str, dict[str, Promise]] = {**VALUES, "holder": HOLDER, "link": LINKING}


def options(name: str, *, without: str | None = None) -> tuple[tuple[str, str], ...]:
    """What a property, the `holder` or a `link` can be, as (value, text) for a select in the reader's language."""
    return _options(name, without, get_language())


@lru_cache(maxsize=64)
def _options(name: str, without: str | None, language: str) -> tuple[tuple[str, str], ...]:  # noqa: ARG001
    return tuple((value, str(text)) for value, text in _TABLES[name].items() if value != without)


def number(ticket: int) -> str:
    """A ticket's number as people write it."""
    return f"{settings.CONFIG.ticket_prefix}{ticket}"


def languages() -> dict[str, str]:
    """What the languages call themselves."""
    return dict(settings.LANGUAGES)
