"""A reply that leaves later: planned, called off, put back, set aside while somebody changes it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from tridesk.identity.types import Actor, Side
from tridesk.infra import outbox
from tridesk.infra.inserting import insert
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.ids import ScheduledId, TicketId
from tridesk.tickets import policies, rules, store
from tridesk.tickets.actions import words
from tridesk.tickets.actions.status import require_settable
from tridesk.tickets.errors import ScheduledGoneError, ScheduledNotFoundError, TicketClosedError
from tridesk.tickets.events import ReplyScheduled, ScheduledCancelled, ScheduledRestored
from tridesk.tickets.models import Message, ScheduledFile, ScheduledReply, Ticket
from tridesk.tickets.types import Body, Channel, NewAttachment, Status, TicketFacts, Visibility

TASK = "tridesk.tickets.tasks.say"
LONGEST = timedelta(days=366)
EDITED, REPLACED, PASSED = "edited", "replaced", "time_passed"


def schedule_reply(
    *,
    actor: Actor,
    ticket_id: TicketId,
    body: Body,
    send_at: datetime,
    now: datetime,
    attachments: Sequence[NewAttachment] = (),
    status: Status | None = None,
    unless_answered: bool = False,
    submission_key: str | None = None,
) -> ScheduledId:
    """Keeps a public reply until `send_at`; then it is said in the actor's name (say_scheduled.py).

    The same person's `submission_key` again gives the same one. Raises what `reply` raises, and InvalidError
    (`send_at`: past, too_late).
    """
    words.require_words(body, attachments)
    if (author := actor.person_id) is None:
        raise NotAllowedError(right="reply_public")
    with transaction.atomic():
        ticket = store.locked(ticket_id)
        key = words.once_key(actor=actor, channel=Channel.WEB, key=submission_key)
        earlier = ScheduledReply.objects.filter(submission_key=key).first() if key else None
        if earlier is not None:
            return ScheduledId(earlier.pk)
        _require(actor, ticket, send_at, status, now)
        row = ScheduledReply(
            ticket=ticket,
            author_id=author,
            text=rules.storable(body.text),
            html=rules.storable(body.html),
            status_after=status.value if status else "",
            unless_answered=unless_answered,
            send_at=send_at,
            created_at=now,
            last_message=Message.objects.aggregate(last=Max("id"))["last"] or 0,
            submission_key=key,
        )
        insert(row)
        insert(*(_file(row, attachment) for attachment in attachments))
        queue(row)
        outbox.record(ReplyScheduled(ticket=ticket_id, scheduled=row.pk, at=now, by=actor.person_id, ip=actor.ip))
        return ScheduledId(row.pk)


def _require(actor: Actor, ticket: Ticket, send_at: datetime, status: Status | None, now: datetime) -> None:
    store.require_listed(actor, ticket)
    facts = store.facts(ticket, actor)
    policies.require(policies.may_schedule(actor, facts), actor, facts, right="reply_public")
    if not rules.accepts_messages(facts.status):
        raise TicketClosedError(ticket=ticket.pk)
    if send_at <= now:
        raise InvalidError(field="send_at", reason="past")
    if send_at > now + LONGEST:
        raise InvalidError(field="send_at", reason="too_late")
    moved = rules.status_after_message(facts.status, side=Side.ANALYST, visibility=Visibility.PUBLIC)
    if status is not None and status is not moved:
        require_settable(actor=actor, facts=facts, before=moved, after=status)


def _file(row: ScheduledReply, given: NewAttachment) -> ScheduledFile:
    return ScheduledFile(
        reply=row,
        file_id=given.file,
        name=rules.storable(given.name)[:255],
        content_type=rules.storable(given.content_type)[:127],
        content_id=rules.storable(given.content_id)[:255],
        inline=given.inline,
    )


def queue(row: ScheduledReply) -> bool:
    """Adds the task that says it; False when it has one. The task looks at the row again: nothing else must agree."""
    return outbox.enqueue(TASK, {"args": [row.pk]}, unique_key=str(row.pk), run_at=row.send_at)


def cancel_scheduled(*, actor: Actor, ticket_id: TicketId, scheduled_id: ScheduledId, now: datetime) -> None:
    """It does not leave; `restore_scheduled` takes that back. Twice is once.

    Raises TicketNotFoundError, NotAllowedError, ScheduledNotFoundError, ScheduledGoneError.
    """
    _set_aside(actor, ticket_id, scheduled_id, "", now)


def edit_scheduled(*, actor: Actor, ticket_id: TicketId, scheduled_id: ScheduledId, now: datetime) -> None:
    """Sets it aside while its author or a lead changes it: until something takes its place, it stays in sight.

    Raises as `cancel_scheduled` does.
    """
    _set_aside(actor, ticket_id, scheduled_id, EDITED, now)


def _set_aside(actor: Actor, ticket_id: TicketId, scheduled_id: ScheduledId, reason: str, now: datetime) -> None:
    with transaction.atomic():
        row, facts = locked(actor=actor, ticket_id=ticket_id, scheduled_id=scheduled_id)
        if reason == EDITED:
            require_edit(actor=actor, facts=facts, row=row)
        if row.state == ScheduledReply.SAID:
            raise ScheduledGoneError(scheduled=scheduled_id)
        if row.state == ScheduledReply.WAITING:
            by = actor.person_id
            outbox.record(ScheduledCancelled(ticket=ticket_id, scheduled=row.pk, at=now, by=by, ip=actor.ip))
        row.state, row.reason = ScheduledReply.CANCELLED, reason
        row.save(update_fields=["state", "reason"])


def replace_scheduled(*, actor: Actor, ticket_id: TicketId, scheduled_id: ScheduledId, now: datetime) -> None:
    """Something else was said in its place. Raises ScheduledGoneError where it has left meanwhile, and as above."""
    with transaction.atomic():
        row, facts = locked(actor=actor, ticket_id=ticket_id, scheduled_id=scheduled_id)
        require_edit(actor=actor, facts=facts, row=row)
        if row.state == ScheduledReply.SAID:
            raise ScheduledGoneError(scheduled=scheduled_id)
        if row.state == ScheduledReply.WAITING:  # somebody put it back meanwhile
            by = actor.person_id
            outbox.record(ScheduledCancelled(ticket=ticket_id, scheduled=row.pk, at=now, by=by, ip=actor.ip))
        row.state, row.reason = ScheduledReply.CANCELLED, REPLACED
        row.save(update_fields=["state", "reason"])


def restore_scheduled(*, actor: Actor, ticket_id: TicketId, scheduled_id: ScheduledId, now: datetime) -> None:
    """Takes back that it was called off or set aside. Where its time is over it stands there as not sent.

    Raises as `cancel_scheduled` does.
    """
    with transaction.atomic():
        row, _facts = locked(actor=actor, ticket_id=ticket_id, scheduled_id=scheduled_id)
        if row.state == ScheduledReply.SAID or row.reason == REPLACED:
            raise ScheduledGoneError(scheduled=scheduled_id)
        if row.state == ScheduledReply.CANCELLED:
            wait_again(row, now=now)
            by = actor.person_id
            outbox.record(ScheduledRestored(ticket=ticket_id, scheduled=row.pk, at=now, by=by, ip=actor.ip))


def wait_again(row: ScheduledReply, *, now: datetime) -> None:
    """It waits for its time again, or says that the time is over."""
    late = row.send_at <= now
    row.state, row.reason = (ScheduledReply.FAILED, PASSED) if late else (ScheduledReply.WAITING, "")
    row.save(update_fields=["state", "reason"])
    if not late:
        queue(row)


def locked(*, actor: Actor, ticket_id: TicketId, scheduled_id: ScheduledId) -> tuple[ScheduledReply, TicketFacts]:
    """The ticket's row and this one's, always in this order, for somebody who may see it."""
    ticket, facts = store.writable(actor, ticket_id)
    policies.require(policies.may_schedule(actor, facts), actor, facts, right="reply_public")
    row = ScheduledReply.objects.select_for_update().filter(pk=scheduled_id, ticket=ticket).first()
    if row is None:
        raise ScheduledNotFoundError(scheduled=scheduled_id)
    return row, facts


def require_edit(*, actor: Actor, facts: TicketFacts, row: ScheduledReply) -> None:
    """Raises NotAllowedError for all but its author and those who manage the team."""
    may = policies.may_edit_scheduled(actor, facts, author=row.author_id)
    policies.require(may, actor, facts, right="edit_scheduled")
