"""Merges, unmerges and splits in any order: no word is lost, and what was joined comes apart as it was."""

from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Cast, person
from tests.tickets.desk import noted, opened, said

from tridesk.identity.types import SYSTEM
from tridesk.kernel.errors import DomainError
from tridesk.kernel.ids import MessageId, TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.merge import merge, unmerge
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.split import split
from tridesk.tickets.models import Merge, Message, Participant, Ticket
from tridesk.tickets.rules import snippet
from tridesk.tickets.types import Body, ParticipantKind

UNTOUCHED = {"version", "updated_at"}
PLACE = st.integers(0, 3)
JOINS = st.lists(st.tuples(st.sampled_from(["merge", "merge", "unmerge"]), PLACE, PLACE), max_size=10)
DEEDS = st.lists(
    st.tuples(st.sampled_from(["merge", "unmerge", "split", "say", "note", "close", "open"]), PLACE, PLACE), max_size=12
)
QUIET = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def four(cast: Cast, now: datetime) -> list[TicketId]:
    """Of two people, with copies and followers that overlap, a note each."""
    made = []
    for place, who in enumerate((cast.alice, cast.otto, cast.alice, cast.elena)):
        copied = person((cast.otto, cast.elena, cast.elena, cast.alice)[place])
        made.append(opened(cast, now, actor=SYSTEM, requester=person(who), body=Body(f"Word {place}"), cc=(copied,)))
        noted(cast.bruno, made[-1], f"Note {place}", now)
    add_participant(
        actor=cast.bruno, ticket_id=made[1], person=person(cast.carla), kind=ParticipantKind.FOLLOWER, now=now
    )
    return made


def state(tickets: list[TicketId]) -> list[object]:
    """All that must come back."""
    rows = Ticket.objects.filter(pk__in=tickets).order_by("id").values()
    plain = [{key: value for key, value in row.items() if key not in UNTOUCHED} for row in rows]
    words = Message.objects.filter(ticket__in=tickets).order_by("id")
    people = Participant.objects.filter(ticket__in=tickets).order_by("ticket", "person", "kind")
    return [
        plain,
        list(words.values_list("id", "ticket", "original_ticket")),
        list(people.values_list("ticket", "person", "kind")),
    ]


def do(cast: Cast, what: str, one: TicketId, other: TicketId, now: datetime) -> None:
    """What cannot be is refused, and then nothing of it happened."""
    with suppress(DomainError):
        if what == "merge":
            merge(actor=cast.carla, source_id=one, into_id=other, now=now)
        elif what == "unmerge":
            unmerge(actor=cast.carla, source_id=one, now=now)
        elif what == "split":
            last = Message.objects.filter(ticket=one).order_by("-id").values_list("id", flat=True)[:1]
            split(actor=cast.carla, ticket_id=one, messages=[MessageId(each) for each in last], subject="New", now=now)
        elif what in ("say", "note"):
            (said if what == "say" else noted)(cast.carla, one, f"{what} on {one}", now)
        else:
            change(actor=cast.carla, ticket_id=one, changes={"status": {"close": "closed"}.get(what, "open")}, now=now)


@QUIET
@given(deeds=JOINS, last=st.permutations(range(4)))
def test_what_was_joined_in_any_order_comes_apart_in_any_order(
    cast: Cast, now: datetime, deeds: list[tuple[str, int, int]], last: list[int]
) -> None:
    tickets = four(cast, now)
    before = state(tickets)
    for minute, (what, one, other) in enumerate(deeds):
        do(cast, what, tickets[one], tickets[other], now + timedelta(minutes=minute))
    for place in last:
        do(cast, "unmerge", tickets[place], tickets[place], now + timedelta(hours=1))
    assert state(tickets) == before
    assert not Merge.objects.filter(ticket__in=tickets).exists()


@QUIET
@given(deeds=DEEDS)
def test_every_word_stands_on_one_ticket_that_is_there(
    cast: Cast, now: datetime, deeds: list[tuple[str, int, int]]
) -> None:
    tickets = four(cast, now)
    first = Message.objects.order_by("-id").values_list("id", flat=True)[7]
    for minute, (what, one, other) in enumerate(deeds, start=1):
        before = Message.objects.count()
        do(cast, what, tickets[one], tickets[other], now + timedelta(minutes=minute))
        assert Message.objects.count() - before in ((0, 1) if what in ("say", "note") else (0,))
    for message in Message.objects.filter(pk__gte=first).select_related("ticket"):
        assert message.ticket.merged_into_id is None
        assert message.original_ticket_id != message.ticket_id
    for ticket in Ticket.objects.filter(pk__gte=tickets[0]):
        assert Merge.objects.filter(ticket=ticket).exists() is (ticket.merged_into_id is not None)
        if ticket.merged_into_id is not None:
            continue
        shown = Message.objects.filter(ticket=ticket, visibility="public").order_by("-id").first()
        assert ticket.snippet == (snippet(shown.text) if shown else "")
        assert ticket.last_message_at == (shown.at if shown else ticket.created_at)
