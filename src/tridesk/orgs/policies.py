"""Who may do what to organisations."""

from tridesk.identity.types import Actor, Permission
from tridesk.kernel.errors import NotAllowedError


def require_manage(actor: Actor) -> None:
    """Raises NotAllowedError unless the actor manages organisations."""
    if not actor.may(Permission.ORGS_MANAGE):
        raise NotAllowedError(right=Permission.ORGS_MANAGE.value)


def require_see(actor: Actor) -> None:
    """Raises NotAllowedError unless the actor sees people: organisations tell who belongs to whom."""
    if not actor.may(Permission.PEOPLE_SEE) and not actor.may(Permission.ORGS_MANAGE):
        raise NotAllowedError(right=Permission.PEOPLE_SEE.value)
