"""What somebody means to change, as it is now and until the transaction ends: for who said which state they saw."""

from tridesk.identity import policies, store
from tridesk.identity.queries.people import PersonDetail, person_detail
from tridesk.identity.queries.roles import RoleRow, role_detail
from tridesk.identity.queries.teams import TeamDetail, team_detail
from tridesk.identity.types import Actor, Permission
from tridesk.kernel.ids import PersonId, RoleId, TeamId


def hold_person(*, actor: Actor, person_id: PersonId) -> PersonDetail:
    """A profile, locked in the order in which actions lock. Raises NotAllowedError, NotFoundError."""
    if actor.person_id != person_id or actor.ticket_only is not None:
        policies.require(actor, Permission.PEOPLE_SEE)
    store.lock_administrators()
    store.locked_person(person_id)
    return person_detail(actor=actor, person_id=person_id)


def hold_team(*, actor: Actor, team_id: TeamId) -> TeamDetail:
    """A team and its members, locked as actions do. Raises NotAllowedError, NotFoundError."""
    policies.require_staff(actor)
    store.lock_teams()
    return team_detail(actor=actor, team_id=team_id)


def hold_role(*, actor: Actor, role_id: RoleId) -> RoleRow:
    """A role, locked as actions do. Raises NotAllowedError, NotFoundError."""
    policies.require(actor, Permission.PEOPLE_SEE)
    store.lock_administrators()
    store.locked_role(role_id)
    return role_detail(actor=actor, role_id=role_id)
