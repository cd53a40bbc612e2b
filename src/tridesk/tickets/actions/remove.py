"""A ticket is put away, as spam or deleted, and brought back; after the grace period the words are gone for good."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tridesk.identity.types import SYSTEM, Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import TicketId
from tridesk.tickets import policies, store
from tridesk.tickets.actions.schedule_reply import wait_again
from tridesk.tickets.errors import CannotUndoError, TicketGoneError
from tridesk.tickets.events import (
    TicketDeleted,
    TicketEvent,
    TicketMarkedSpam,
    TicketNotSpam,
    TicketPurged,
    TicketRestored,
)
from tridesk.tickets.models import ScheduledReply, Ticket
from tridesk.tickets.types import TicketFacts

_PURGE_BATCH = 100


@dataclass(frozen=True, slots=True)
class _Away:
    """A way of being put away: since when stands in `column`, `refusal` says that it was not put away so."""

    column: str
    right: str
    may: Callable[[Actor, TicketFacts], bool]
    away: type[TicketEvent]
    back: type[TicketEvent]
    refusal: str


_SPAM = _Away("spam_at", "spam", policies.may_mark_spam, TicketMarkedSpam, TicketNotSpam, "not_spam")
_DELETED = _Away("deleted_at", "delete", policies.may_delete, TicketDeleted, TicketRestored, "not_deleted")


def mark_spam(*, actor: Actor, ticket_id: TicketId, now: datetime) -> None:
    """Takes the ticket out of every list; its requester is answered no more. Spam stays as it is.

    Raises TicketNotFoundError, NotAllowedError, TicketGoneError (deleted, or merged into another).
    """
    _put_away(_SPAM, actor, ticket_id, now)


def not_spam(*, actor: Actor, ticket_id: TicketId, now: datetime) -> None:
    """Brings it back. Raises CannotUndoError when it is not spam, TicketNotFoundError, NotAllowedError."""
    _bring_back(_SPAM, actor, ticket_id, now)


def delete(*, actor: Actor, ticket_id: TicketId, now: datetime) -> None:
    """Puts the ticket away, spam too; `restore` brings it back until the grace period, which begins once, is over.

    Raises TicketNotFoundError, NotAllowedError, TicketGoneError (merged: its words are in the other ticket).
    """
    _put_away(_DELETED, actor, ticket_id, now)


def restore(*, actor: Actor, ticket_id: TicketId, now: datetime) -> None:
    """Brings it back. Raises CannotUndoError when it is not deleted, TicketNotFoundError, NotAllowedError."""
    _bring_back(_DELETED, actor, ticket_id, now)


def _put_away(way: _Away, actor: Actor, ticket_id: TicketId, now: datetime) -> None:
    with transaction.atomic():
        ticket = _allowed(way, actor, ticket_id)
        if ticket.merged_into_id is not None or (way is _SPAM and ticket.deleted_at is not None):
            raise TicketGoneError(ticket=ticket_id, into=ticket.merged_into_id)
        if getattr(ticket, way.column) is None:
            _set(way, ticket, now, now)
            waiting = ScheduledReply.objects.filter(ticket=ticket, state=ScheduledReply.WAITING)
            waiting.update(state=ScheduledReply.CANCELLED, reason=TicketGoneError.code)
            _tell(way.away, ticket, actor, now)


def _bring_back(way: _Away, actor: Actor, ticket_id: TicketId, now: datetime) -> None:
    with transaction.atomic():
        ticket = _allowed(way, actor, ticket_id)
        if getattr(ticket, way.column) is None:
            raise CannotUndoError(reason=way.refusal)
        _set(way, ticket, None, now)
        if ticket.facts().listed:
            for row in ScheduledReply.objects.filter(ticket=ticket, reason=TicketGoneError.code):
                wait_again(row, now=now)
        _tell(way.back, ticket, actor, now)


def _allowed(way: _Away, actor: Actor, ticket_id: TicketId) -> Ticket:
    ticket = store.locked(ticket_id)
    facts = store.facts(ticket, actor)
    policies.require(way.may(actor, facts), actor, facts, right=way.right)
    return ticket


def _set(way: _Away, ticket: Ticket, since: datetime | None, now: datetime) -> None:
    setattr(ticket, way.column, since)
    store.save(ticket, way.column, now=now)


def purge(*, now: datetime, grace: timedelta) -> int:
    """Removes for good what was deleted longer than `grace` ago, at most 100 at a time; returns how many.

    What was merged into such a ticket goes with it: its words are there. The timeline's lines stay.
    """
    due = Ticket.objects.filter(deleted_at__lt=now - grace)
    purged = 0
    for number in list(due.order_by("deleted_at").values_list("id", flat=True)[:_PURGE_BATCH]):
        with transaction.atomic():
            # Asked again under the lock: somebody may have brought it back meanwhile.
            ticket = due.select_for_update().filter(pk=number).first()
            if ticket is not None:
                purged += _purge(ticket, now)
    return purged


def _purge(ticket: Ticket, now: datetime) -> int:
    gone = 1
    for source in Ticket.objects.select_for_update().filter(merged_into=ticket):
        gone += _purge(source, now)
    _tell(TicketPurged, ticket, SYSTEM, now)
    ticket.delete()
    return gone


def _tell(event: type[TicketEvent], ticket: Ticket, actor: Actor, now: datetime) -> None:
    outbox.record(event(ticket=ticket.pk, at=now, by=actor.person_id, ip=actor.ip))
