from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity import policies, rules
from tridesk.identity.events import RoleAdded
from tridesk.identity.models import Role
from tridesk.identity.types import Actor, Permission, Side
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import RoleId


def add_role(*, actor: Actor, name: str, side: Side, permissions: Iterable[str], now: datetime) -> RoleId:
    """Makes a role of one's own.

    Raises InvalidError for a taken name, an unknown permission, the system's side.
    """
    policies.require(actor, Permission.ROLES_MANAGE)
    if side is Side.SYSTEM:
        raise InvalidError(field="side", reason="unknown")
    line, allowed = rules.checked_text(name, field="name", limit=80), rules.checked_permissions(permissions)
    try:
        with transaction.atomic():
            role = Role.objects.create(name=line, side=side.value, permissions=allowed)
            outbox.record(
                RoleAdded(role=role.pk, role_name=line, permissions=allowed, at=now, by=actor.person_id, ip=actor.ip)
            )
    except IntegrityError:
        raise InvalidError(field="name", reason="taken") from None
    return RoleId(role.pk)
