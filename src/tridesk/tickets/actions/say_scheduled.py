"""A planned reply is said: at its time by the worker, or at once by somebody who presses "Send now"."""

from datetime import datetime, timedelta

from django.db import transaction

from tridesk.identity.queries.actors import actor_of
from tridesk.identity.types import Actor, Side
from tridesk.infra import outbox
from tridesk.kernel.errors import DomainError, NotFoundError
from tridesk.kernel.ids import FileId, MessageId, PersonId, ScheduledId, TicketId
from tridesk.tickets import policies, store
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.actions.schedule_reply import locked, queue, require_edit
from tridesk.tickets.errors import ScheduledGoneError, TicketNotFoundError
from tridesk.tickets.events import ScheduledFailed
from tridesk.tickets.models import Message, ScheduledFile, ScheduledReply
from tridesk.tickets.types import Body, Channel, NewAttachment, Status, Visibility

_LOST = timedelta(minutes=2)  # so long after its time nobody is at it any more
_BATCH = 500


class AuthorLeftError(NotFoundError):
    """Who wrote it is not here any more."""

    code = "author_left"


def say_scheduled(*, scheduled_id: ScheduledId, now: datetime) -> MessageId | None:
    """Says it if its time has come and nothing speaks against it; None otherwise. Safe to repeat.

    It is said with the rights that its author has now. Where that cannot be, it stays on the ticket with the reason and
    the author is told.
    """
    with transaction.atomic():
        row = _due(scheduled_id, now)
        if row is None:
            return None
        reason = "answered" if row.unless_answered and _answered(row) else ""
        if not reason:
            try:
                with transaction.atomic():
                    return _say(row, now)
            except DomainError as refusal:
                reason = refusal.code
        _fail(row, reason, now)
        return None


def send_scheduled_now(*, actor: Actor, ticket_id: TicketId, scheduled_id: ScheduledId, now: datetime) -> MessageId:
    """Says it at once, in its author's name, also where it failed or was to wait for no answer.

    Raises what `reply` raises, AuthorLeftError, ScheduledNotFoundError, ScheduledGoneError, NotAllowedError.
    """
    with transaction.atomic():
        row, facts = locked(actor=actor, ticket_id=ticket_id, scheduled_id=scheduled_id)
        require_edit(actor=actor, facts=facts, row=row)
        if row.state not in (ScheduledReply.WAITING, ScheduledReply.FAILED):
            raise ScheduledGoneError(scheduled=scheduled_id)
        return _say(row, now)


def queue_forgotten(*, now: datetime) -> int:
    """Queues anew what should have been said and has no task any more: a net below the outbox."""
    late = ScheduledReply.objects.filter(state=ScheduledReply.WAITING, send_at__lte=now - _LOST)
    with transaction.atomic():
        return sum(queue(row) for row in late.order_by("send_at")[:_BATCH])


def _due(scheduled_id: ScheduledId, now: datetime) -> ScheduledReply | None:
    """The row, locked after its ticket as everywhere; a merge may move it while we wait for the lock."""
    while True:
        rows = ScheduledReply.objects.filter(pk=scheduled_id, state=ScheduledReply.WAITING, send_at__lte=now)
        ticket = rows.values_list("ticket_id", flat=True).first()
        if ticket is None:
            return None
        try:
            store.locked(TicketId(ticket))
        except TicketNotFoundError:
            return None
        if (row := rows.select_for_update().first()) is None or row.ticket_id == ticket:
            return row


def _answered(row: ScheduledReply) -> bool:
    """Whether a person outside wrote since."""
    since = Message.objects.filter(ticket=row.ticket_id, pk__gt=row.last_message, author__isnull=False)
    return since.filter(visibility=Visibility.PUBLIC.value).exclude(side=Side.ANALYST.value).exists()


def _say(row: ScheduledReply, now: datetime) -> MessageId:
    try:
        author = actor_of(person_id=PersonId(row.author_id))
    except NotFoundError as gone:
        raise AuthorLeftError(person=row.author_id) from gone
    ticket = store.locked(TicketId(row.ticket_id))
    store.require_listed(author, ticket)
    facts = store.facts(ticket, author)
    policies.require(policies.may_schedule(author, facts), author, facts, right="reply_public")
    said = reply(
        actor=author,
        ticket_id=TicketId(row.ticket_id),
        body=Body(text=row.text, html=row.html),
        visibility=Visibility.PUBLIC,
        channel=Channel.WEB,
        attachments=_files(row),
        status=Status(row.status_after) if row.status_after else None,
        submission_key=f"scheduled:{row.pk}",
        now=now,
    )
    # The one whose update counts a row said it; the message's own key would give away a second try.
    open_still = ScheduledReply.objects.filter(pk=row.pk).exclude(state=ScheduledReply.SAID)
    if not open_still.update(state=ScheduledReply.SAID, reason="", message=said):
        raise ScheduledGoneError(scheduled=row.pk)
    return said


def _files(row: ScheduledReply) -> list[NewAttachment]:
    found = ScheduledFile.objects.filter(reply=row).order_by("id")
    return [NewAttachment(FileId(f.file_id), f.name, f.content_type, f.content_id, f.inline) for f in found]


def _fail(row: ScheduledReply, reason: str, now: datetime) -> None:
    row.state, row.reason = ScheduledReply.FAILED, reason[:80]
    row.save(update_fields=["state", "reason"])
    outbox.record(
        ScheduledFailed(
            ticket=row.ticket_id, scheduled=row.pk, author=row.author_id, reason=row.reason, at=now, by=None
        )
    )
