"""Replies that leave later, for those who work here and nobody else."""

from dataclasses import dataclass, field
from datetime import datetime

from tridesk.identity.types import Actor
from tridesk.infra.asking import ask, moment
from tridesk.kernel.ids import ScheduledId, TicketId
from tridesk.tickets import policies
from tridesk.tickets.errors import ScheduledNotFoundError
from tridesk.tickets.models import ScheduledFile, ScheduledReply
from tridesk.tickets.queries.scope import facts_of
from tridesk.tickets.types import TicketFacts

_SHOWN = """
SELECT s.id, s.author_id, p.name, s.text, s.status_after, s.unless_answered, s.send_at, s.state, s.reason, f.name
FROM tickets_scheduledreply s JOIN identity_person p ON p.id = s.author_id
LEFT JOIN tickets_scheduledfile f ON f.reply_id = s.id
WHERE s.ticket_id = %s AND (s.state IN ('waiting', 'failed') OR (s.state = 'cancelled' AND s.reason = 'edited'))
ORDER BY s.send_at, s.id, f.id
"""


@dataclass(slots=True)
class ScheduledRow:
    """One that waits, or could not leave (`reason`), or was set aside while it is changed (`reason` "edited").

    `may_edit`: whether the reader may send it now or change it; cancel it may whoever sees it.
    """

    id: int
    author_id: int
    author: str
    text: str
    status_after: str
    unless_answered: bool
    send_at: datetime
    state: str
    reason: str
    may_edit: bool
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ScheduledWords:
    """What the writing surface is filled with; files as (file, name, type, content id, inline)."""

    text: str
    html: str
    files: tuple[tuple[int, str, str, str, bool], ...]
    unless_answered: bool


def scheduled_replies(*, actor: Actor, ticket_id: TicketId, facts: TicketFacts | None = None) -> list[ScheduledRow]:
    """Those of a ticket in the order in which they leave; none for whoever may not answer it as one of us."""
    facts = facts or facts_of(actor=actor, ticket_id=ticket_id)
    if not policies.may_schedule(actor, facts):
        return []
    rows: dict[int, ScheduledRow] = {}
    for number, author, name, text, status, unless, at, state, reason, file in ask(_SHOWN, ticket_id):
        may = policies.may_edit_scheduled(actor, facts, author=author)
        row = ScheduledRow(number, author, name, text, status, bool(unless), moment(at), state, reason, may)
        rows.setdefault(number, row)
        if file is not None:
            rows[number].files.append(file)
    return list(rows.values())


def scheduled_words(*, actor: Actor, ticket_id: TicketId, scheduled_id: ScheduledId) -> ScheduledWords:
    """One that was set aside, for whoever changes it. Raises TicketNotFoundError, NotAllowedError,
    ScheduledNotFoundError."""
    facts = facts_of(actor=actor, ticket_id=ticket_id)
    found = ScheduledReply.objects.filter(pk=scheduled_id, ticket=ticket_id, state=ScheduledReply.CANCELLED)
    row = found.filter(reason="edited").first()
    may = policies.may_edit_scheduled(actor, facts, author=row.author_id if row else None)
    policies.require(may or (row is None and policies.may_schedule(actor, facts)), actor, facts, right="edit_scheduled")
    if row is None:
        raise ScheduledNotFoundError(scheduled=scheduled_id)
    files = ScheduledFile.objects.filter(reply=row).order_by("id")
    columns = ("file_id", "name", "content_type", "content_id", "inline")
    return ScheduledWords(row.text, row.html, tuple(files.values_list(*columns)), row.unless_answered)
