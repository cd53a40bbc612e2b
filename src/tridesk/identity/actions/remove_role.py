from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from tridesk.identity import policies, store
from tridesk.identity.errors import RoleInUseError
from tridesk.identity.events import RoleRemoved
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.ids import RoleId


def remove_role(*, actor: Actor, role_id: RoleId, now: datetime) -> None:
    """Raises RoleInUseError for a built-in role and for one that somebody has, switched off or not."""
    policies.require(actor, Permission.ROLES_MANAGE)
    with transaction.atomic():
        role = store.locked_role(role_id)
        if role.key:
            raise RoleInUseError(role=role_id, reason="built_in")
        try:
            role.delete()
        except ProtectedError:
            raise RoleInUseError(role=role_id, reason="people") from None
        outbox.record(RoleRemoved(role=role_id, role_name=role.name, at=now, by=actor.person_id, ip=actor.ip))
