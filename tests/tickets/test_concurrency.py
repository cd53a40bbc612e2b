"""Several at the same instant, each on a connection of its own, on a real database."""

from datetime import datetime, timedelta

import pytest
from tests.cast import Cast, hire, person
from tests.events import names
from tests.tickets.desk import opened, row, said, together

from tridesk.kernel.errors import DomainError
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.link import link
from tridesk.tickets.actions.merge import merge, unmerge
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.errors import ChangedMeanwhileError, LinkError, MergeError
from tridesk.tickets.models import Link, Message, Participant, Ticket
from tridesk.tickets.types import LinkKind, ParticipantKind, Status

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


@pytest.fixture
def desk(transactional_db: None, now: datetime) -> Cast:
    return hire(now=now)


def test_openers_with_one_key_make_one_ticket(desk: Cast, now: datetime) -> None:
    for round_ in range(ROUNDS):
        made = together(*[lambda key=f"form-{round_}": opened(desk, now, submission_key=key)] * 4)  # type: ignore[misc]
        assert len(set(made)) == 1
        assert Ticket.objects.count() == Message.objects.count() == round_ + 1


def test_openers_with_one_new_tag_share_it(desk: Cast, now: datetime) -> None:
    made = together(*[lambda: opened(desk, now, tags=("b", "a", "c"))] * 4)
    assert len(set(made)) == 4
    assert all(row(TicketId(int(str(ticket)))).tags.count() == 3 for ticket in made)


def test_the_same_reply_twice_is_said_once(desk: Cast, now: datetime) -> None:
    ticket = opened(desk, now)
    for round_ in range(ROUNDS):
        key = f"reply-{round_}"
        heard = together(*[lambda key=key: said(desk.bruno, ticket, "Hello", now, submission_key=key)] * 3)  # type: ignore[misc]
        assert len(set(heard)) == 1
    assert Message.objects.filter(ticket=ticket).count() == ROUNDS + 1


def test_changers_of_different_properties_lose_nothing(desk: Cast, now: datetime) -> None:
    for _ in range(ROUNDS):
        ticket = opened(desk, now)
        seen = {"subject": "The printer is on fire", "priority": "3", "type": "incident", "tags": ""}

        def set_(name: str, value: object, ticket: TicketId = ticket, seen: dict[str, str] = seen) -> object:
            return change(actor=desk.bruno, ticket_id=ticket, changes={name: value}, seen=seen, now=now)

        done = together(
            lambda: set_("subject", "Fire"),
            lambda: set_("priority", 1),
            lambda: set_("type", "problem"),
            lambda: set_("add_tags", ["x"]),
            lambda: set_("add_tags", ["y"]),
        )
        assert not [each for each in done if isinstance(each, Exception)]
        found = row(ticket)
        assert (found.subject, found.priority, found.type, found.version) == ("Fire", 1, "problem", 6)
        assert found.tags.count() == 2


def test_of_two_who_want_different_things_one_is_told(desk: Cast, now: datetime) -> None:
    for _ in range(ROUNDS):
        ticket = opened(desk, now)
        wishes = [
            lambda priority=priority, ticket=ticket: change(
                actor=desk.bruno, ticket_id=ticket, changes={"priority": priority}, seen={"priority": "3"}, now=now
            )
            for priority in (1, 2)
        ]
        done = together(*wishes)
        refused = [each for each in done if isinstance(each, ChangedMeanwhileError)]
        assert len(refused) == 1
        assert str(row(ticket).priority) == refused[0].values["theirs"]


def test_an_answer_and_a_change_both_count(desk: Cast, now: datetime) -> None:
    ticket = opened(desk, now)
    later = now + timedelta(minutes=1)
    together(
        lambda: said(desk.alice, ticket, "And smoke", later),
        lambda: said(desk.bruno, ticket, "Hello", later),
        lambda: change(actor=desk.carla, ticket_id=ticket, changes={"priority": 1, "team": desk.specialists}, now=now),
    )
    found = row(ticket)
    assert (found.priority, found.team_id, found.status, found.assignee_id) == (
        1, desk.specialists, found.status, found.assignee_id,
    )  # fmt: skip
    assert Message.objects.filter(ticket=ticket).count() in (2, 3)  # Bruno may have come after it left his team
    assert found.version == names(f"ticket:{ticket}").count("ticket.message_added") + 1


def test_merges_in_opposite_directions_make_one(desk: Cast, now: datetime) -> None:
    for _ in range(ROUNDS):
        one, two = opened(desk, now), opened(desk, now)
        done = together(
            lambda one=one, two=two: merge(actor=desk.bruno, source_id=one, into_id=two, now=now),  # type: ignore[misc]
            lambda one=one, two=two: merge(actor=desk.carla, source_id=two, into_id=one, now=now),  # type: ignore[misc]
        )
        assert [type(each) for each in done].count(MergeError) == 1
        assert Ticket.objects.filter(pk__in=(one, two), merged_into=None).count() == 1


def test_merging_and_coming_apart_lose_no_message(desk: Cast, now: datetime) -> None:
    for _ in range(ROUNDS):
        one, two, three = (opened(desk, now) for _ in range(3))
        merge(actor=desk.bruno, source_id=one, into_id=two, now=now)
        done = together(
            lambda one=one: unmerge(actor=desk.bruno, source_id=one, now=now),  # type: ignore[misc]
            lambda two=two, three=three: merge(actor=desk.carla, source_id=two, into_id=three, now=now),  # type: ignore[misc]
            lambda two=two: said(desk.alice, two, "More", now),  # type: ignore[misc]
        )
        assert not [each for each in done if isinstance(each, Exception) and not isinstance(each, DomainError)]
        if row(one).merged_into_id is None:
            assert Message.objects.filter(ticket=one).count() == 1


def test_links_in_opposite_directions_make_no_ring(desk: Cast, now: datetime) -> None:
    for _ in range(ROUNDS):
        one, two = opened(desk, now), opened(desk, now)
        ways = [(one, two), (two, one)]
        done = together(
            *(
                lambda way=way: link(  # type: ignore[misc]
                    actor=desk.bruno, ticket_id=way[0], other_id=way[1], kind=LinkKind.BLOCKS, now=now
                )
                for way in ways
            )
        )
        assert [type(each) for each in done].count(LinkError) == 1
        assert Link.objects.filter(ticket__in=(one, two)).count() == 1


def test_links_that_share_no_ticket_close_no_ring_together(desk: Cast, now: datetime) -> None:
    for _ in range(ROUNDS):
        a, b, c, d = (opened(desk, now) for _ in range(4))

        def tie(one: TicketId, other: TicketId) -> bool:
            return link(actor=desk.bruno, ticket_id=one, other_id=other, kind=LinkKind.CHILD, now=now)

        tie(a, b)
        tie(c, d)
        done = together(lambda b=b, c=c: tie(b, c), lambda d=d, a=a: tie(d, a))  # type: ignore[misc]
        assert [type(each) for each in done].count(LinkError) == 1
        assert Link.objects.filter(ticket__in=(a, b, c, d)).count() == 3


def test_one_person_is_added_once(desk: Cast, now: datetime) -> None:
    ticket, otto = opened(desk, now), person(desk.otto)
    done = together(
        *[lambda: add_participant(actor=desk.bruno, ticket_id=ticket, person=otto, kind=ParticipantKind.CC, now=now)]
        * 3
    )
    assert sorted(map(str, done)) == ["False", "False", "True"]
    assert Participant.objects.count() == 1


def test_solving_and_answering_end_in_one_of_two_orders(desk: Cast, now: datetime) -> None:
    for _ in range(ROUNDS):
        ticket = opened(desk, now)
        together(
            lambda ticket=ticket: said(desk.bruno, ticket, "Done", now, status=Status.SOLVED),  # type: ignore[misc]
            lambda ticket=ticket: said(desk.alice, ticket, "Wait", now),  # type: ignore[misc]
        )
        last = Message.objects.filter(ticket=ticket).latest("id")
        assert row(ticket).status == ("solved" if last.side == "analyst" else "open")
