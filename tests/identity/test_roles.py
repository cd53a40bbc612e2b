from datetime import datetime

import pytest
from tests.cast import Cast, person
from tests.events import names

from tridesk.identity import actions, queries
from tridesk.identity.errors import LastAdministratorError, RoleInUseError
from tridesk.identity.types import Permission, Side
from tridesk.kernel.errors import InvalidError, NotAllowedError, NotFoundError


def test_a_role_of_ones_own_gives_what_it_says(cast: Cast, now: datetime) -> None:
    role = actions.add_role(
        actor=cast.dante, name="Auditor", side=Side.ANALYST, permissions=["audit.see", "people.see"], now=now
    )
    actions.change_person(actor=cast.dante, person_id=person(cast.bruno), role_id=role, now=now)
    assert queries.actor_of(person_id=person(cast.bruno)).permissions == {"audit.see", "people.see"}
    actions.change_role(actor=cast.dante, role_id=role, permissions=["audit.see"], now=now)
    assert queries.actor_of(person_id=person(cast.bruno)).permissions == {"audit.see"}
    assert names(f"role:{role}") == ["role.added", "role.changed"]


def test_a_role_that_somebody_has_cannot_go(cast: Cast, now: datetime) -> None:
    role = actions.add_role(actor=cast.dante, name="Auditor", side=Side.ANALYST, permissions=[], now=now)
    actions.change_person(actor=cast.dante, person_id=person(cast.bruno), role_id=role, now=now)
    with pytest.raises(RoleInUseError):
        actions.remove_role(actor=cast.dante, role_id=role, now=now)
    actions.change_person(
        actor=cast.dante, person_id=person(cast.bruno), role_id=queries.role_with_key(key="analyst"), now=now
    )
    actions.remove_role(actor=cast.dante, role_id=role, now=now)
    with pytest.raises(NotFoundError):
        queries.role_detail(actor=cast.dante, role_id=role)


def test_built_in_roles_stay(cast: Cast, now: datetime) -> None:
    administrator, analyst = (queries.role_with_key(key=key) for key in ("administrator", "analyst"))
    with pytest.raises(RoleInUseError):
        actions.remove_role(actor=cast.dante, role_id=analyst, now=now)
    with pytest.raises(InvalidError):
        actions.change_role(actor=cast.dante, role_id=analyst, name="Agent", now=now)
    with pytest.raises(InvalidError):
        actions.change_role(actor=cast.dante, role_id=administrator, permissions=[], now=now)


def test_taking_a_right_never_leaves_nobody_who_manages_roles(cast: Cast, now: datetime) -> None:
    role = actions.add_role(actor=cast.dante, name="Root", side=Side.ANALYST, permissions=list(Permission), now=now)
    actions.change_person(actor=cast.dante, person_id=person(cast.dante), role_id=role, now=now)
    with pytest.raises(LastAdministratorError):
        actions.change_role(actor=cast.dante, role_id=role, permissions=["audit.see"], now=now)


@pytest.mark.parametrize(("name", "permissions"), [("", []), ("Analyst", []), ("New", ["tickets.fly"]), ("x" * 81, [])])
def test_a_role_that_cannot_be_is_refused(cast: Cast, now: datetime, name: str, permissions: list[str]) -> None:
    with pytest.raises(InvalidError):
        actions.add_role(actor=cast.dante, name=name, side=Side.ANALYST, permissions=permissions, now=now)


@pytest.mark.parametrize("who", ["alice", "bruno", "carla", "elena", "otto"])
def test_roles_are_managed_by_administrators_only(cast: Cast, now: datetime, who: str) -> None:
    with pytest.raises(NotAllowedError):
        actions.add_role(actor=getattr(cast, who), name="R", side=Side.ANALYST, permissions=[], now=now)


def test_the_list_of_roles_counts_active_people(cast: Cast, now: datetime) -> None:
    rows = {row.key: row for row in queries.roles(actor=cast.carla)}
    assert (rows["requester"].people, rows["administrator"].people) == (2, 1)
    assert rows["administrator"].permissions == tuple(Permission)
    with pytest.raises(NotAllowedError):
        queries.roles(actor=cast.alice)


def test_the_defaults_can_be_ensured_again(cast: Cast) -> None:
    before = queries.roles(actor=cast.dante), queries.teams(actor=cast.dante)
    actions.ensure_defaults()
    assert (queries.roles(actor=cast.dante), queries.teams(actor=cast.dante)) == before
