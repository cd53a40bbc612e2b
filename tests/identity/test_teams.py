from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast, person
from tests.events import names

from tridesk.identity import actions, queries
from tridesk.identity.models import Team
from tridesk.identity.types import TeamRight
from tridesk.kernel.errors import InvalidError, NotAllowedError, NotFoundError
from tridesk.kernel.ids import TeamId


def test_who_may_what_in_a_team(cast: Cast) -> None:
    first = cast.first_line
    assert queries.team_members_who_may(team=first, right=TeamRight.REPLY) == [
        cast.bruno.person_id,
        cast.carla.person_id,
    ]
    assert queries.team_members_who_may(team=first, right=TeamRight.MANAGE) == [cast.carla.person_id]
    assert queries.team_members_who_may(team=cast.specialists, right=TeamRight.SEE) == [cast.carla.person_id]


def test_a_member_who_is_switched_off_may_nothing(cast: Cast, now: datetime) -> None:
    actions.switch_off(actor=cast.dante, person_id=person(cast.bruno), now=now)
    assert queries.team_members_who_may(team=cast.first_line, right=TeamRight.SEE) == [cast.carla.person_id]
    assert next(row.members for row in queries.teams(actor=cast.carla) if row.id == cast.first_line) == 1


def test_a_right_is_given_changed_and_taken(cast: Cast, now: datetime) -> None:
    for right in (TeamRight.SEE, TeamRight.SEE, TeamRight.MANAGE, None, None):
        actions.set_membership(
            actor=cast.dante, team_id=cast.specialists, person_id=person(cast.bruno), right=right, now=now
        )
    assert cast.specialists not in queries.actor_of(person_id=person(cast.bruno)).teams
    assert names(f"team:{cast.specialists}").count("team.membership_set") == 4  # Carla's, and three that changed


def test_who_manages_a_team_manages_its_members_and_no_others(cast: Cast, now: datetime) -> None:
    from dataclasses import replace

    carla = replace(cast.carla, permissions=frozenset(), teams={cast.specialists: TeamRight.MANAGE})
    bruno = person(cast.bruno)
    actions.set_membership(actor=carla, team_id=cast.specialists, person_id=bruno, right=TeamRight.SEE, now=now)
    with pytest.raises(NotAllowedError):
        actions.set_membership(actor=carla, team_id=cast.first_line, person_id=bruno, right=None, now=now)


@pytest.mark.parametrize("who", ["alice", "elena", "otto"])
def test_only_those_who_work_tickets_join_a_team(cast: Cast, now: datetime, who: str) -> None:
    someone = person(getattr(cast, who))
    with pytest.raises(InvalidError):
        actions.set_membership(
            actor=cast.dante, team_id=cast.first_line, person_id=someone, right=TeamRight.SEE, now=now
        )


def test_the_default_team_moves_and_is_never_archived(cast: Cast, now: datetime) -> None:
    with pytest.raises(InvalidError):
        actions.archive_team(actor=cast.dante, team_id=cast.first_line, now=now)
    actions.change_team(actor=cast.dante, team_id=cast.specialists, make_default=True, name="Experts", now=now)
    assert queries.default_team() == cast.specialists
    actions.archive_team(actor=cast.dante, team_id=cast.first_line, now=now)
    assert [row.name for row in queries.teams(actor=cast.dante)] == ["Experts"]
    assert not queries.team_exists(team_id=cast.first_line)
    with pytest.raises(InvalidError):
        actions.change_team(actor=cast.dante, team_id=cast.first_line, make_default=True, now=now)
    actions.restore_team(actor=cast.dante, team_id=cast.first_line, now=now)
    assert names(f"team:{cast.first_line}")[-2:] == ["team.archived", "team.restored"]


def test_two_teams_never_have_one_name(cast: Cast, now: datetime) -> None:
    with pytest.raises(InvalidError):
        actions.add_team(actor=cast.dante, name="Specialists", now=now)
    with pytest.raises(InvalidError):
        actions.change_team(actor=cast.dante, team_id=cast.first_line, name="Specialists", now=now)


def test_teams_are_seen_by_staff_and_made_by_leads(cast: Cast, now: datetime) -> None:
    assert actions.add_team(actor=cast.carla, name="Network", now=now)
    for outsider in (cast.alice, cast.elena, cast.otto):
        with pytest.raises(NotAllowedError):
            queries.teams(actor=outsider)
        with pytest.raises(NotAllowedError):
            actions.add_team(actor=outsider, name="Mine", now=now)
    with pytest.raises(NotFoundError):
        queries.team_detail(actor=cast.bruno, team_id=TeamId(10**9))
    detail = queries.team_detail(actor=cast.bruno, team_id=cast.first_line)
    assert [(row.name, row.right) for row in detail.members] == [
        ("Bruno Bianchi", TeamRight.REPLY),
        ("Carla Cruz", TeamRight.MANAGE),
    ]


def test_the_database_keeps_the_default_team_in_work(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Team.objects.filter(pk=cast.first_line).update(is_active=False)
