"""Two persons turned out to be one: what named the other names the one who stays."""

from datetime import datetime

from tests.cast import Cast, person
from tests.tickets.desk import opened, row, said

from tridesk.tickets.actions.follow_merge import follow_merge
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.models import Message, Participant
from tridesk.tickets.types import ParticipantKind


def people(ticket: int) -> list[tuple[int, str]]:
    return sorted(Participant.objects.filter(ticket=ticket).values_list("person_id", "kind"))


def test_tickets_and_words_go_along_as_often_as_it_is_told(cast: Cast, now: datetime) -> None:
    ticket = opened(cast, now, actor=cast.otto, requester=person(cast.otto))
    said(cast.otto, ticket, "More", now)
    for _ in range(2):
        follow_merge(kept=person(cast.alice), other=person(cast.otto))
    assert row(ticket).requester_id == cast.alice.person_id
    assert set(Message.objects.filter(ticket=ticket).values_list("author_id", flat=True)) == {cast.alice.person_id}


def test_who_was_in_copy_twice_is_once_and_the_requester_not_at_all(cast: Cast, now: datetime) -> None:
    alice, otto = person(cast.alice), person(cast.otto)
    both = opened(cast, now, actor=cast.carla, requester=person(cast.elena), cc=(alice, otto))
    asked = opened(cast, now, cc=(otto,))
    copied = opened(cast, now, actor=cast.otto, requester=otto, cc=(alice,))
    add_participant(
        actor=cast.bruno, ticket_id=asked, person=person(cast.carla), kind=ParticipantKind.FOLLOWER, now=now
    )
    follow_merge(kept=alice, other=otto)
    assert people(both) == [(alice, "cc")]
    assert people(asked) == [(cast.carla.person_id, "follower")]
    assert people(copied) == []
