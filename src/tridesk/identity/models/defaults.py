"""What a new desk has: the built-in roles and one team.

Takes the model classes, so that migrations can use it.
"""

from typing import Any

from tridesk.identity.rules import BUILT_IN_ROLES, DEFAULT_TEAM

ADMINISTRATOR = "administrator"


def write_defaults(role_model: Any, team_model: Any) -> None:
    """Adds what is missing.

    Roles that were changed here keep their changes; the administrator's allows everything.
    """
    for key, (name, side, permissions) in BUILT_IN_ROLES.items():
        allowed = [permission.value for permission in permissions]
        role, made = role_model.objects.get_or_create(
            key=key, defaults={"name": name, "side": side.value, "permissions": allowed}
        )
        if not made and key == ADMINISTRATOR and role.permissions != allowed:
            role.permissions = allowed
            role.save(update_fields=["permissions"])
    if not team_model.objects.filter(is_default=True).exists():
        team, _ = team_model.objects.get_or_create(name=DEFAULT_TEAM)
        team_model.objects.filter(pk=team.pk).update(is_default=True, is_active=True)
