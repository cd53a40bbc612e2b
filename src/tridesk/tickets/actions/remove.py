"""Spam, deletion and the way back; after the grace period the words are gone for good."""

from datetime import datetime, timedelta

from django.db import transaction

from tridesk.identity.types import SYSTEM, Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import TicketId
from tridesk.tickets import policies, store
from tridesk.tickets.errors import CannotUndoError
from tridesk.tickets.events import (
    TicketDeleted,
    TicketEvent,
    TicketMarkedSpam,
    TicketNotSpam,
    TicketPurged,
    TicketRestored,
)
from tridesk.tickets.models import Ticket

_PURGE_BATCH = 100


def mark_spam(*, actor: Actor, ticket_id: TicketId, now: datetime) -> None:
    """Takes the ticket out of every list; its requester is answered no more."""
    with transaction.atomic():
        ticket, facts = store.writable(actor, ticket_id)
        policies.require(policies.may_mark_spam(actor, facts), actor, facts, right="spam")
        ticket.spam_at = now
        store.save(ticket, "spam_at", now=now)
        _tell(TicketMarkedSpam, ticket, actor, now)


def not_spam(*, actor: Actor, ticket_id: TicketId, now: datetime) -> None:
    """Brings it back. Raises CannotUndoError when it is not spam."""
    with transaction.atomic():
        ticket = store.locked(ticket_id)
        facts = store.facts(ticket, actor)
        policies.require(policies.may_mark_spam(actor, facts), actor, facts, right="spam")
        if ticket.spam_at is None:
            raise CannotUndoError(reason="not_spam")
        ticket.spam_at = None
        store.save(ticket, "spam_at", now=now)
        _tell(TicketNotSpam, ticket, actor, now)


def delete(*, actor: Actor, ticket_id: TicketId, now: datetime) -> None:
    """Puts the ticket away; `restore` brings it back until the grace period is over."""
    with transaction.atomic():
        ticket = store.locked(ticket_id)
        facts = store.facts(ticket, actor)
        policies.require(policies.may_delete(actor, facts), actor, facts, right="delete")
        if ticket.deleted_at is None:
            ticket.deleted_at = now
            store.save(ticket, "deleted_at", now=now)
            _tell(TicketDeleted, ticket, actor, now)


def restore(*, actor: Actor, ticket_id: TicketId, now: datetime) -> None:
    """Brings a deleted ticket back. Raises CannotUndoError when it is not deleted."""
    with transaction.atomic():
        ticket = store.locked(ticket_id)
        facts = store.facts(ticket, actor)
        policies.require(policies.may_delete(actor, facts), actor, facts, right="delete")
        if ticket.deleted_at is None:
            raise CannotUndoError(reason="not_deleted")
        ticket.deleted_at = None
        store.save(ticket, "deleted_at", now=now)
        _tell(TicketRestored, ticket, actor, now)


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
