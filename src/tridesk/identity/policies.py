"""Who may do what to people, teams and roles."""

from collections.abc import Iterable

from tridesk.identity.types import Actor, Permission, Side, TeamRight
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import PersonId, TeamId


def require(actor: Actor, permission: Permission) -> None:
    """Raises NotAllowedError unless the actor's role allows it."""
    actor.require(permission)


def require_staff(actor: Actor) -> None:
    """Raises NotAllowedError for everybody who does not work tickets."""
    actor.require_staff()


def require_over(actor: Actor, permissions: Iterable[str]) -> None:
    """Raises NotAllowedError unless the actor manages people and may all that the other person may.

    Without this, whoever changes an administrator's mail address or password would become one.
    """
    require(actor, Permission.PEOPLE_MANAGE)
    if not actor.permissions.issuperset(permissions) and not actor.may(Permission.ROLES_MANAGE):
        raise NotAllowedError(right=Permission.ROLES_MANAGE.value)


def require_over_other(actor: Actor, person: PersonId, permissions: Iterable[str]) -> None:
    """Raises NotAllowedError unless it is somebody else's record, and one the actor may manage."""
    require_over(actor, permissions)
    if actor.person_id == person:
        raise NotAllowedError(right="somebody_else")


def require_self_or_over(actor: Actor, person: PersonId, permissions: Iterable[str]) -> None:
    """Raises NotAllowedError unless it is the signed-in actor's own record, or one they may manage."""
    if actor.person_id != person or actor.ticket_only is not None:
        require_over(actor, permissions)


def require_role_given(actor: Actor, old: tuple[Side, Iterable[str]], new: tuple[Side, Iterable[str]]) -> None:
    """Raises NotAllowedError where an analyst's role is given or taken by somebody who manages no roles.

    Roles of requesters and vendor contacts may be given by all who manage people, as far as they may that
    much themselves.
    """
    require_over(actor, (*old[1], *new[1]))
    if Side.ANALYST in (old[0], new[0]):
        require(actor, Permission.ROLES_MANAGE)


def require_team_management(actor: Actor, team: TeamId) -> None:
    """Raises NotAllowedError unless the actor manages all teams or this one."""
    if not actor.may(Permission.TEAMS_MANAGE) and actor.team_right(team) is not TeamRight.MANAGE:
        raise NotAllowedError(right=Permission.TEAMS_MANAGE.value)
