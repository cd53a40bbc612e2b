"""Spam, deletion, the way back, and the end."""

from collections.abc import Callable
from dataclasses import replace
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
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.actions.link import link
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.read import mark_read
from tridesk.tickets.errors import CannotUndoError, TicketGoneError, TicketNotFoundError
from tridesk.tickets.models import Attachment, Message, Ticket
from tridesk.tickets.queries import (
    View,
    audience_of,
    conversation,
    facts_of,
    outgoing_message,
    ticket_detail,
    ticket_list,
)
from tridesk.tickets.types import FieldKind, LinkKind, NewAttachment

type Verb = Callable[..., None]
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


@pytest.mark.parametrize("away", [(remove.mark_spam, remove.not_spam), (remove.delete, remove.restore)])
def test_put_away_twice_is_put_away_once(cast: Cast, ticket: TicketId, now: datetime, away: tuple[Verb, Verb]) -> None:
    put, back = away
    for _ in range(2):
        put(actor=cast.carla, ticket_id=ticket, now=now)
    back(actor=cast.carla, ticket_id=ticket, now=now)
    assert len(names(f"ticket:{ticket}")) == 4  # opened, said, away, back
    assert (listed(cast), row(ticket).version) == ([ticket], 3)


def test_spam_is_deleted_too_and_is_still_spam_when_it_comes_back(cast: Cast, ticket: TicketId, now: datetime) -> None:
    remove.mark_spam(actor=cast.carla, ticket_id=ticket, now=now)
    remove.delete(actor=cast.carla, ticket_id=ticket, now=now)
    assert (listed(cast, View.SPAM), listed(cast, View.DELETED)) == ([], [ticket])
    remove.restore(actor=cast.carla, ticket_id=ticket, now=now)
    assert listed(cast, View.SPAM) == [ticket]
    remove.not_spam(actor=cast.carla, ticket_id=ticket, now=now)
    remove.delete(actor=cast.carla, ticket_id=ticket, now=now)
    with pytest.raises(TicketGoneError):
        remove.mark_spam(actor=cast.carla, ticket_id=ticket, now=now)


@pytest.mark.parametrize("put", [remove.mark_spam, remove.delete])
def test_to_those_outside_what_was_put_away_is_gone(cast: Cast, ticket: TicketId, now: datetime, put: Verb) -> None:
    linked = replace(cast.alice, ticket_only=ticket)
    put(actor=cast.carla, ticket_id=ticket, now=now)
    for outside in (cast.alice, linked):
        assert ticket_list(actor=outside).rows == []
        for look in (ticket_detail, conversation, facts_of):
            with pytest.raises(TicketNotFoundError):
                look(actor=outside, ticket_id=ticket)
        with pytest.raises(TicketNotFoundError):
            said(outside, ticket, "Hello?", now)
        with pytest.raises(TicketNotFoundError):
            change(actor=outside, ticket_id=ticket, changes={"status": "solved"}, now=now)
    assert ticket_detail(actor=cast.bruno, ticket_id=ticket).id == ticket


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


def test_a_merged_ticket_is_not_put_away_for_its_words_are_elsewhere(
    cast: Cast, ticket: TicketId, now: datetime
) -> None:
    source = opened(cast, now)
    merge(actor=cast.bruno, source_id=source, into_id=ticket, now=now)
    for verb in (remove.delete, remove.mark_spam):
        with pytest.raises(TicketGoneError) as refused:
            verb(actor=cast.carla, ticket_id=source, now=now)
        assert refused.value.values["into"] == ticket
    assert remove.purge(now=now + 2 * GRACE, grace=GRACE) == 0


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
