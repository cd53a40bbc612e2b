"""Queries that are kept give everybody their own: what one person was shown never answers another."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from tests.cast import Cast, person
from tests.tickets.desk import noted, opened, said

from tridesk.identity.types import SYSTEM, Actor
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.link import link
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.queries import (
    Conversation,
    View,
    conversation,
    other_tickets,
    ticket_detail,
    ticket_list,
    visible_to,
)
from tridesk.tickets.queries.lists import in_view
from tridesk.tickets.types import LinkKind, ParticipantKind


@pytest.fixture
def desk(cast: Cast, now: datetime) -> list[TicketId]:
    """A ticket of each team and of none, a vendor in copy of the first, a note in each."""
    teams = (cast.first_line, cast.specialists, None)
    made = [opened(cast, now, actor=cast.carla, team=team, tags=("paper",)) for team in teams]
    made.append(opened(cast, now, actor=cast.carla, requester=person(cast.otto)))
    at = now + timedelta(minutes=1)
    for ticket in made:
        said(cast.carla, ticket, "We look.", at)
        noted(cast.carla, ticket, "Odd.", at)
    copy = {"ticket_id": made[0], "kind": ParticipantKind.CC, "now": at}
    add_participant(actor=cast.carla, person=person(cast.elena), **copy)
    link(actor=cast.carla, ticket_id=made[0], other_id=made[1], kind=LinkKind.RELATES, now=at)
    return made


def everybody(cast: Cast, desk: list[TicketId]) -> list[Actor]:
    by_link = replace(cast.alice, ticket_only=desk[0])
    return [cast.alice, by_link, cast.bruno, cast.carla, cast.dante, cast.elena, cast.otto]


def test_each_reader_is_shown_the_tickets_they_may_see_whoever_asked_before(cast: Cast, desk: list[TicketId]) -> None:
    actors = everybody(cast, desk)
    for first, second in permutations(actors, 2):
        for actor in (first, second):
            seen = set(visible_to(actor=actor).values_list("pk", flat=True))
            found = set()
            for ticket in desk:
                try:
                    found.add(ticket_detail(actor=actor, ticket_id=ticket).id)
                except TicketNotFoundError:
                    continue
            assert found == seen & set(desk)


@pytest.mark.parametrize("view", View)
def test_a_list_holds_what_its_view_says_whoever_asked_before(cast: Cast, desk: list[TicketId], view: View) -> None:
    actors = everybody(cast, desk)
    for actor in [*actors, *reversed(actors)]:
        found = [row.id for row in ticket_list(actor=actor, view=view).rows]
        assert sorted(found) == sorted(in_view(actor=actor, view=view).values_list("pk", flat=True))
        assert all(row.tags == ["paper"] for row in ticket_list(actor=actor, view=view).rows if row.id in desk[:3])


def test_other_tickets_are_the_requesters_that_the_reader_may_see(cast: Cast, desk: list[TicketId]) -> None:
    for actor in everybody(cast, desk):
        for requester in (cast.alice, cast.otto):
            found = other_tickets(actor=actor, requester=person(requester), besides=desk[0])
            theirs = visible_to(actor=actor).filter(requester=requester.person_id).exclude(pk=desk[0])
            assert [each.id for each in found] == list(theirs.order_by("-pk").values_list("pk", flat=True))


def test_notes_links_and_followers_stay_with_those_who_work_here(cast: Cast, desk: list[TicketId]) -> None:
    def talk(actor: Actor) -> Conversation:
        return conversation(actor=actor, ticket_id=desk[0])

    for staff, requester in ((cast.carla, cast.alice), (cast.bruno, cast.elena)):
        assert [each.visibility for each in talk(staff).messages] == ["public", "public", "internal"]
        assert [each.visibility for each in talk(requester).messages] == ["public", "public"]
        assert ticket_detail(actor=requester, ticket_id=desk[0]).links == []
    assert [each.id for each in ticket_detail(actor=cast.carla, ticket_id=desk[0]).links] == [desk[1]]
    assert ticket_detail(actor=cast.bruno, ticket_id=desk[0]).links == []  # the other is of a team that is not his
    assert ticket_detail(actor=SYSTEM, ticket_id=desk[3]).requester == "Otto Olsen"
