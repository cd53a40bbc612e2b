"""Two become one, and the way back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.cast import Cast, person
from tests.events import names
from tests.tickets.desk import noted, opened, row, said

from tridesk.identity.types import SYSTEM
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.merge import merge, unmerge
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.remove import delete, mark_spam
from tridesk.tickets.actions.split import split
from tridesk.tickets.errors import CannotUndoError, MergeError, TicketNotFoundError
from tridesk.tickets.models import Merge, Message, Participant, Ticket
from tridesk.tickets.queries import mail_facts
from tridesk.tickets.types import Body, ParticipantKind

HOUR = timedelta(hours=1)
UNTOUCHED = {"version", "updated_at"}


def texts(ticket: TicketId) -> list[str]:
    return list(Message.objects.filter(ticket=ticket).order_by("id").values_list("text", flat=True))


def people(ticket: TicketId) -> set[tuple[int, str]]:
    return set(Participant.objects.filter(ticket=ticket).values_list("person_id", "kind"))


def state(ticket: TicketId) -> dict[str, Any]:
    """Everything of a ticket that an unmerge must bring back."""
    values = Ticket.objects.values().get(pk=ticket)
    whose = list(Message.objects.filter(ticket=ticket).order_by("id").values_list("text", "original_ticket"))
    return {key: value for key, value in values.items() if key not in UNTOUCHED} | {
        "messages": whose,
        "people": people(ticket),
    }


def join(cast: Cast, source: TicketId, into: TicketId, now: datetime) -> None:
    merge(actor=cast.bruno, source_id=source, into_id=into, now=now)


@pytest.fixture
def one(cast: Cast, now: datetime) -> TicketId:
    ticket = opened(cast, now)
    said(cast.bruno, ticket, "Which one?", now + HOUR)
    return ticket


@pytest.fixture
def two(cast: Cast, now: datetime) -> TicketId:
    asked = opened(cast, now, actor=cast.otto, requester=person(cast.otto), subject="Smoke", cc=(person(cast.elena),))
    noted(cast.bruno, asked, "Same fire", now)
    return asked


def test_words_and_people_move_and_the_source_is_closed(
    cast: Cast, one: TicketId, two: TicketId, now: datetime
) -> None:
    join(cast, two, one, now + 2 * HOUR)
    assert texts(two) == []
    assert texts(one) == ["Smoke comes out of it.", "Which one?", "Smoke comes out of it.", "Same fire"]
    assert set(Message.objects.filter(ticket=one).values_list("original_ticket", flat=True)) == {None, two}
    assert people(one) == {(cast.otto.person_id, "cc"), (cast.elena.person_id, "cc")}
    source = row(two)
    assert (source.status, source.listed, source.active, source.merged_into_id) == ("closed", False, False, one)
    assert row(one).snippet == "Smoke comes out of it."
    assert names(f"ticket:{two}")[-1] == "ticket.merged"
    assert names(f"ticket:{one}")[-1] == "ticket.took_in"
    facts = mail_facts(ticket_id=two)
    assert facts is not None
    assert facts.number == one
    assert cast.otto.person_id in facts.people


@pytest.mark.parametrize("status", ["new", "open", "waiting_vendor", "solved", "closed"])
def test_unmerging_brings_everything_back(cast: Cast, one: TicketId, two: TicketId, now: datetime, status: str) -> None:
    if status != "new":
        change(actor=cast.bruno, ticket_id=two, changes={"status": status}, now=now + HOUR)
    before = state(one), state(two)
    join(cast, two, one, now + 2 * HOUR)
    unmerge(actor=cast.bruno, source_id=two, now=now + 3 * HOUR)
    assert (state(one), state(two)) == before
    assert not Merge.objects.exists()
    assert names(f"ticket:{two}")[-1] == "ticket.unmerged"
    assert names(f"ticket:{one}")[-1] == "ticket.gave_back"


def test_what_was_said_after_the_merge_stays(cast: Cast, one: TicketId, two: TicketId, now: datetime) -> None:
    join(cast, two, one, now)
    said(cast.otto, one, "Said since", now + HOUR)
    unmerge(actor=cast.bruno, source_id=two, now=now + 2 * HOUR)
    assert texts(one)[-1] == "Said since"
    assert texts(two) == ["Smoke comes out of it.", "Same fire"]


def test_somebody_who_took_part_before_stays(cast: Cast, one: TicketId, two: TicketId, now: datetime) -> None:
    add_participant(actor=SYSTEM, ticket_id=one, person=person(cast.otto), kind=ParticipantKind.CC, now=now)
    join(cast, two, one, now)
    unmerge(actor=cast.bruno, source_id=two, now=now)
    assert people(one) == {(cast.otto.person_id, "cc")}


def test_a_chain_comes_apart_from_its_far_end(cast: Cast, one: TicketId, two: TicketId, now: datetime) -> None:
    three = opened(cast, now, subject="Third", body=Body("Third"))
    before = state(one), state(two), state(three)
    join(cast, two, one, now)
    join(cast, one, three, now)
    assert len(texts(three)) == 5
    assert people(three) == {(cast.otto.person_id, "cc"), (cast.elena.person_id, "cc")}
    unmerge(actor=cast.bruno, source_id=two, now=now)
    assert state(two) == before[1]
    assert people(three) == set()
    unmerge(actor=cast.bruno, source_id=one, now=now)
    assert (state(one), state(three)) == (before[0], before[2])


def test_a_chain_comes_apart_from_its_near_end(cast: Cast, one: TicketId, two: TicketId, now: datetime) -> None:
    three = opened(cast, now, subject="Third", body=Body("Third"))
    before = state(one), state(two), state(three)
    join(cast, two, one, now)
    join(cast, one, three, now)
    unmerge(actor=cast.bruno, source_id=one, now=now)
    assert state(three) == before[2]
    assert len(texts(one)) == 4
    unmerge(actor=cast.bruno, source_id=two, now=now)
    assert (state(one), state(two)) == before[:2]


def test_what_came_home_from_a_chain_is_not_fetched_by_the_others_of_it(
    cast: Cast, one: TicketId, two: TicketId, now: datetime
) -> None:
    three = opened(cast, now, subject="Third", body=Body("Third"))
    before = state(one), state(two), state(three)
    join(cast, two, one, now)
    join(cast, one, three, now)
    unmerge(actor=cast.bruno, source_id=two, now=now)
    join(cast, three, two, now)  # with what was of one
    unmerge(actor=cast.bruno, source_id=one, now=now)
    unmerge(actor=cast.bruno, source_id=three, now=now)
    assert (state(one), state(two), state(three)) == before


def test_whom_two_merges_brought_leaves_with_the_last(cast: Cast, one: TicketId, two: TicketId, now: datetime) -> None:
    again = opened(cast, now, actor=cast.otto, requester=person(cast.otto))
    join(cast, two, one, now)
    join(cast, again, one, now)
    unmerge(actor=cast.bruno, source_id=two, now=now)
    assert people(one) == {(cast.otto.person_id, "cc")}
    unmerge(actor=cast.bruno, source_id=again, now=now)
    assert people(one) == set()


def test_a_split_ticket_is_merged_and_unmerged_like_any_other(cast: Cast, one: TicketId, now: datetime) -> None:
    moved = said(cast.alice, one, "Also, my screen", now)
    new = split(actor=cast.bruno, ticket_id=one, messages=[moved], subject="Screen", now=now)
    other = opened(cast, now)
    before = state(new)
    join(cast, new, other, now)
    unmerge(actor=cast.bruno, source_id=new, now=now)
    assert state(new) == before
    join(cast, new, one, now)  # home again: no longer said to be from elsewhere
    assert list(Message.objects.filter(pk=moved).values_list("ticket", "original_ticket")) == [(one, None)]


def test_what_was_split_off_since_is_not_taken(cast: Cast, one: TicketId, two: TicketId, now: datetime) -> None:
    join(cast, two, one, now)
    moved = Message.objects.filter(ticket=one, original_ticket=two).latest("id")
    new = split(actor=cast.bruno, ticket_id=one, messages=[moved.pk], subject="Apart", now=now)
    unmerge(actor=cast.bruno, source_id=two, now=now)
    assert texts(new) == ["Same fire"]
    assert texts(two) == ["Smoke comes out of it."]


def test_tickets_that_are_gone_or_the_same_are_not_merged(
    cast: Cast, one: TicketId, two: TicketId, now: datetime
) -> None:
    with pytest.raises(MergeError, match="itself"):
        join(cast, one, one, now)
    mark_spam(actor=cast.bruno, ticket_id=two, now=now)
    for source, into in ((one, two), (two, one)):
        with pytest.raises(MergeError, match="gone"):
            join(cast, source, into, now)
    with pytest.raises(TicketNotFoundError):
        join(cast, one, TicketId(9999), now)


def test_nothing_goes_into_a_closed_ticket_but_a_closed_one_goes_into_another(
    cast: Cast, one: TicketId, two: TicketId, now: datetime
) -> None:
    change(actor=cast.bruno, ticket_id=two, changes={"status": "closed"}, now=now)
    with pytest.raises(MergeError, match="closed"):
        join(cast, one, two, now)
    assert (row(one).merged_into_id, len(texts(two))) == (None, 2)
    join(cast, two, one, now)
    assert row(two).merged_into_id == one


def test_a_merge_is_not_made_twice_nor_back(cast: Cast, one: TicketId, two: TicketId, now: datetime) -> None:
    join(cast, two, one, now)
    for source, into in ((two, one), (one, two)):
        with pytest.raises(MergeError, match="gone"):
            join(cast, source, into, now)


def test_only_a_merged_ticket_is_unmerged(cast: Cast, one: TicketId, now: datetime) -> None:
    with pytest.raises(CannotUndoError, match="not_merged"):
        unmerge(actor=cast.bruno, source_id=one, now=now)


def test_unmerging_from_a_deleted_ticket_saves_the_words(
    cast: Cast, one: TicketId, two: TicketId, now: datetime
) -> None:
    join(cast, two, one, now)
    delete(actor=cast.carla, ticket_id=one, now=now)
    unmerge(actor=cast.carla, source_id=two, now=now)
    assert len(texts(two)) == 2


def test_both_must_be_in_reach(cast: Cast, one: TicketId, now: datetime) -> None:
    far = opened(cast, now, actor=cast.carla, team=cast.specialists)
    with pytest.raises(TicketNotFoundError):
        join(cast, one, far, now)
    with pytest.raises(NotAllowedError):
        merge(actor=cast.alice, source_id=one, into_id=far, now=now)
