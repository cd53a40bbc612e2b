"""Spam, deletion, the way back, and the end."""

from datetime import datetime, timedelta

import pytest
from tests.cast import Cast, hire, person
from tests.events import names
from tests.tickets.desk import opened, row, said

from tridesk.identity.types import SYSTEM
from tridesk.infra import files
from tridesk.infra.models import EventRecord, StoredFile
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import FileId, TicketId
from tridesk.tickets.actions import remove
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.actions.link import link
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.read import mark_read
from tridesk.tickets.errors import CannotUndoError, TicketGoneError, TicketNotFoundError
from tridesk.tickets.models import Attachment, Message, Ticket
from tridesk.tickets.queries import View, audience_of, outgoing_message, ticket_list
from tridesk.tickets.types import FieldKind, LinkKind, NewAttachment

DAY = timedelta(days=1)
GRACE = 30 * DAY


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> TicketId:
    return opened(cast, now)


def listed(cast: Cast, view: View = View.ALL) -> list[int]:
    return [found.id for found in ticket_list(actor=cast.carla, view=view).rows]


def test_spam_leaves_every_list_but_its_own_and_comes_back(cast: Cast, ticket: TicketId, now: datetime) -> None:
    remove.mark_spam(actor=cast.bruno, ticket_id=ticket, now=now)
    assert (listed(cast), listed(cast, View.OPEN), listed(cast, View.SPAM)) == ([], [], [ticket])
    assert audience_of(ticket_id=ticket) is None
    remove.not_spam(actor=cast.bruno, ticket_id=ticket, now=now)
    assert (listed(cast), listed(cast, View.SPAM)) == ([ticket], [])
    assert names(f"ticket:{ticket}")[-2:] == ["ticket.marked_spam", "ticket.not_spam"]


def test_a_deleted_ticket_leaves_every_list_but_its_own_and_comes_back(
    cast: Cast, ticket: TicketId, now: datetime
) -> None:
    remove.delete(actor=cast.carla, ticket_id=ticket, now=now)
    remove.delete(actor=cast.carla, ticket_id=ticket, now=now + DAY)
    assert row(ticket).deleted_at == now  # the grace period does not begin again
    assert (listed(cast), listed(cast, View.DELETED)) == ([], [ticket])
    message = outgoing_message(message_id=Message.objects.get(ticket=ticket).pk)
    assert message is not None
    assert message.gone
    remove.restore(actor=cast.carla, ticket_id=ticket, now=now)
    assert (listed(cast), listed(cast, View.DELETED)) == ([ticket], [])
    assert names(f"ticket:{ticket}")[-2:] == ["ticket.deleted", "ticket.restored"]


def test_only_what_was_put_away_comes_back(cast: Cast, ticket: TicketId, now: datetime) -> None:
    with pytest.raises(CannotUndoError, match="not_spam"):
        remove.not_spam(actor=cast.bruno, ticket_id=ticket, now=now)
    with pytest.raises(CannotUndoError, match="not_deleted"):
        remove.restore(actor=cast.carla, ticket_id=ticket, now=now)
    remove.mark_spam(actor=cast.bruno, ticket_id=ticket, now=now)
    with pytest.raises(TicketGoneError):
        remove.mark_spam(actor=cast.bruno, ticket_id=ticket, now=now)


def test_who_may_put_away(cast: Cast, ticket: TicketId, now: datetime) -> None:
    with pytest.raises(NotAllowedError):
        remove.delete(actor=cast.bruno, ticket_id=ticket, now=now)
    for verb in (remove.mark_spam, remove.delete, remove.restore, remove.not_spam):
        with pytest.raises(NotAllowedError):
            verb(actor=cast.alice, ticket_id=ticket, now=now)
        with pytest.raises(TicketNotFoundError):
            verb(actor=cast.otto, ticket_id=ticket, now=now)


def test_purging_waits_for_the_grace_period(cast: Cast, ticket: TicketId, now: datetime) -> None:
    remove.delete(actor=cast.carla, ticket_id=ticket, now=now)
    assert remove.purge(now=now + GRACE, grace=GRACE) == 0
    assert remove.purge(now=now + GRACE + timedelta(seconds=1), grace=GRACE) == 1
    assert not Ticket.objects.exists()
    assert remove.purge(now=now + 2 * GRACE, grace=GRACE) == 0


def test_the_words_are_gone_and_the_lines_stay(cast: Cast, ticket: TicketId, now: datetime) -> None:
    add_field(actor=SYSTEM, key="a", kind=FieldKind.TEXT, values={"names": {"en": "A"}}, now=now)
    other = opened(cast, now, cc=(person(cast.otto),), tags=("x",), fields=None)
    link(actor=cast.bruno, ticket_id=ticket, other_id=other, kind=LinkKind.BLOCKS, now=now)
    mark_read(actor=cast.bruno, ticket_id=other, now=now)
    said(cast.bruno, other, "Hello", now)
    lines = EventRecord.objects.filter(stream=f"ticket:{other}").count()
    remove.delete(actor=cast.carla, ticket_id=other, now=now)
    remove.purge(now=now + 2 * GRACE, grace=GRACE)
    assert listed(cast) == [ticket]
    assert Message.objects.count() == 1
    assert names(f"ticket:{other}")[-1] == "ticket.purged"
    assert EventRecord.objects.filter(stream=f"ticket:{other}").count() == lines + 2


def test_what_was_merged_into_it_goes_with_it(cast: Cast, ticket: TicketId, now: datetime) -> None:
    source, first = opened(cast, now), opened(cast, now)
    merge(actor=cast.bruno, source_id=first, into_id=source, now=now)
    merge(actor=cast.bruno, source_id=source, into_id=ticket, now=now)
    remove.delete(actor=cast.carla, ticket_id=ticket, now=now)
    assert remove.purge(now=now + 2 * GRACE, grace=GRACE) == 3
    assert not Ticket.objects.exists()
    for number in (ticket, source, first):
        assert names(f"ticket:{number}")[-1] == "ticket.purged"


def test_purging_a_source_leaves_its_words_where_they_went(cast: Cast, ticket: TicketId, now: datetime) -> None:
    source = opened(cast, now)
    merge(actor=cast.bruno, source_id=source, into_id=ticket, now=now)
    remove.delete(actor=cast.carla, ticket_id=source, now=now)
    assert remove.purge(now=now + 2 * GRACE, grace=GRACE) == 1
    assert Message.objects.filter(ticket=ticket).count() == 2


def test_one_brought_back_at_the_last_moment_is_not_purged(
    cast: Cast, ticket: TicketId, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the lock: as if somebody restored it right then."""
    remove.delete(actor=cast.carla, ticket_id=ticket, now=now)
    real = remove.transaction.atomic

    def restored_first(*args: object, **kwargs: object) -> object:
        monkeypatch.setattr(remove.transaction, "atomic", real)
        remove.restore(actor=cast.carla, ticket_id=ticket, now=now)
        return real(*args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(remove.transaction, "atomic", restored_first)
    assert remove.purge(now=now + 2 * GRACE, grace=GRACE) == 0
    assert listed(cast) == [ticket]


@pytest.mark.django_db(transaction=True)
def test_files_are_swept_once_nobody_says_them(transactional_db: None, now: datetime) -> None:
    cast = hire(now=now)
    own, shared = files.put_bytes(b"own"), files.put_bytes(b"shared")
    given = [NewAttachment(FileId(file.pk), file.sha256[:5], "text/plain") for file in (own, shared)]
    ticket = opened(cast, now, attachments=tuple(given))
    opened(cast, now, attachments=(given[1],))
    StoredFile.objects.update(touched_at=now)
    remove.delete(actor=cast.carla, ticket_id=ticket, now=now)
    assert files.sweep(now=now + GRACE).files == 0
    remove.purge(now=now + 2 * GRACE, grace=GRACE)
    files.sweep(now=now + 2 * GRACE)
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [shared.pk]
    assert Attachment.objects.count() == 1
