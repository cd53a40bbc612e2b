"""Copies outside, followers here."""

from dataclasses import replace
from datetime import datetime

import pytest
from tests.cast import Cast, person
from tests.events import names
from tests.tickets.desk import opened

from tridesk.identity.types import TeamRight
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets.actions.participants import add_participant, remove_participant
from tridesk.tickets.actions.remove import delete
from tridesk.tickets.errors import TicketGoneError, TicketNotFoundError
from tridesk.tickets.models import Message
from tridesk.tickets.queries import outgoing_message, ticket_detail
from tridesk.tickets.types import ParticipantKind

CC, FOLLOWER = ParticipantKind.CC, ParticipantKind.FOLLOWER


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> TicketId:
    return opened(cast, now)


def test_somebody_in_copy_is_added_once_and_removed_once(cast: Cast, ticket: TicketId, now: datetime) -> None:
    given = {"actor": cast.bruno, "ticket_id": ticket, "person": person(cast.elena), "kind": CC, "now": now}
    assert [add_participant(**given) for _ in range(2)] == [True, False]  # type: ignore[arg-type]
    assert [remove_participant(**given) for _ in range(2)] == [True, False]  # type: ignore[arg-type]
    assert names(f"ticket:{ticket}")[-2:] == ["ticket.participant_added", "ticket.participant_removed"]


def test_the_requester_is_not_in_copy_too(cast: Cast, ticket: TicketId, now: datetime) -> None:
    assert not add_participant(actor=cast.bruno, ticket_id=ticket, person=person(cast.alice), kind=CC, now=now)


def test_one_who_only_sees_follows_by_oneself_and_adds_nobody(cast: Cast, ticket: TicketId, now: datetime) -> None:
    watcher = replace(cast.bruno, teams={cast.first_line: TeamRight.SEE})
    assert add_participant(actor=watcher, ticket_id=ticket, person=person(watcher), kind=FOLLOWER, now=now)
    for who, kind in ((cast.carla, FOLLOWER), (cast.otto, CC), (watcher, CC)):
        with pytest.raises(NotAllowedError):
            add_participant(actor=watcher, ticket_id=ticket, person=person(who), kind=kind, now=now)


def test_only_who_works_here_follows(cast: Cast, ticket: TicketId, now: datetime) -> None:
    for who in (person(cast.otto), person(cast.elena), PersonId(9999)):
        with pytest.raises(InvalidError, match="not_assignable"):
            add_participant(actor=cast.bruno, ticket_id=ticket, person=who, kind=FOLLOWER, now=now)
    with pytest.raises(InvalidError, match="unknown_value"):
        add_participant(actor=cast.bruno, ticket_id=ticket, person=PersonId(9999), kind=CC, now=now)


def test_requesters_and_outsiders_add_nobody(cast: Cast, ticket: TicketId, now: datetime) -> None:
    for who, refusal in ((cast.alice, NotAllowedError), (cast.otto, TicketNotFoundError)):
        for kind in ParticipantKind:
            with pytest.raises(refusal):
                add_participant(actor=who, ticket_id=ticket, person=person(cast.otto), kind=kind, now=now)
    delete(actor=cast.carla, ticket_id=ticket, now=now)
    with pytest.raises(TicketGoneError):
        add_participant(actor=cast.bruno, ticket_id=ticket, person=person(cast.otto), kind=CC, now=now)


def test_followers_are_not_shown_outside_nor_written_to(cast: Cast, ticket: TicketId, now: datetime) -> None:
    add_participant(actor=cast.bruno, ticket_id=ticket, person=person(cast.carla), kind=FOLLOWER, now=now)
    add_participant(actor=cast.bruno, ticket_id=ticket, person=person(cast.otto), kind=CC, now=now)
    assert [each.name for each in ticket_detail(actor=cast.alice, ticket_id=ticket).participants] == ["Otto Olsen"]
    assert len(ticket_detail(actor=cast.bruno, ticket_id=ticket).participants) == 2
    message = outgoing_message(message_id=Message.objects.get(ticket=ticket).pk)
    assert message is not None
    assert message.cc == (cast.otto.person_id,)
