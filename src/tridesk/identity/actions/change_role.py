from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity import policies, rules, store
from tridesk.identity.events import RoleChanged
from tridesk.identity.models import Role
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import RoleId


def change_role(
    *,
    actor: Actor,
    role_id: RoleId,
    name: str | None = None,
    permissions: Iterable[str] | None = None,
    now: datetime,
) -> None:
    """Changes what is given.

    A built-in role keeps its name: it is translated; the administrator's keeps everything. Raises
    LastAdministratorError where nobody would be left who manages roles.
    """
    policies.require(actor, Permission.ROLES_MANAGE)
    with transaction.atomic():
        store.lock_administrators()
        role = store.locked_role(role_id)
        changes = _applied(role, name, permissions)
        if not changes:
            return
        try:
            with transaction.atomic():
                role.save()
        except IntegrityError:
            raise InvalidError(field="name", reason="taken") from None
        store.require_an_administrator()
        outbox.record(RoleChanged(role=role_id, changes=changes, at=now, by=actor.person_id, ip=actor.ip))


def _applied(role: Role, name: str | None, permissions: Iterable[str] | None) -> dict[str, tuple[str, str]]:
    changes: dict[str, tuple[str, str]] = {}
    if name is not None and (line := rules.checked_text(name, field="name", limit=80)) != role.name:
        if role.key:
            raise InvalidError(field="name", reason="built_in")
        changes["name"], role.name = (role.name, line), line
    if permissions is not None and (allowed := rules.checked_permissions(permissions)) != role.permissions:
        if role.key == "administrator":
            raise InvalidError(field="permissions", reason="built_in")
        changes["permissions"] = (" ".join(role.permissions), " ".join(allowed))
        role.permissions = allowed
    return changes
