import pytest
from tests.cast import Cast

from tridesk.identity.types import Permission, Side, TeamRight


def test_the_cast_stands_where_the_story_says(cast: Cast) -> None:
    assert [a.side for a in (cast.alice, cast.bruno, cast.carla, cast.dante, cast.elena, cast.otto)] == [
        Side.REQUESTER,
        Side.ANALYST,
        Side.ANALYST,
        Side.ANALYST,
        Side.VENDOR,
        Side.REQUESTER,
    ]
    assert cast.bruno.teams == {cast.first_line: TeamRight.REPLY}
    assert cast.carla.teams == {cast.first_line: TeamRight.MANAGE, cast.specialists: TeamRight.MANAGE}
    assert cast.dante.permissions == frozenset(Permission)


@pytest.mark.django_db(transaction=True)
def test_a_desk_can_be_hired_where_tests_commit(request: pytest.FixtureRequest) -> None:
    assert request.getfixturevalue("cast").alice.name == "Alice Andrade"


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_the_defaults_behind(request: pytest.FixtureRequest) -> None:
    assert request.getfixturevalue("cast").first_line
