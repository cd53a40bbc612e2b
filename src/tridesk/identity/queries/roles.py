"""Roles and what they allow."""

from dataclasses import dataclass

from django.db.models import Count, Q

from tridesk.identity import policies
from tridesk.identity.models import Person, Role
from tridesk.identity.types import Actor, Permission, Side
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import PersonId, RoleId


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One role; `people` counts the active ones. A built-in one has a `key` and is shown translated."""

    id: RoleId
    key: str | None
    name: str
    side: Side
    permissions: tuple[Permission, ...]
    people: int


def roles(*, actor: Actor) -> list[RoleRow]:
    """All roles, built-in ones first. Whoever sees people may look: a profile names a role."""
    policies.require(actor, Permission.PEOPLE_SEE)
    return _rows()


def role_detail(*, actor: Actor, role_id: RoleId) -> RoleRow:
    """One role; raises NotFoundError."""
    policies.require(actor, Permission.PEOPLE_SEE)
    found = _rows(pk=role_id)
    if not found:
        raise NotFoundError(role=role_id)
    return found[0]


def role_with_key(*, key: str) -> RoleId:
    """The built-in role of that key; raises NotFoundError."""
    found = Role.objects.filter(key=key).values_list("pk", flat=True).first()
    if found is None:
        raise NotFoundError(role=key)
    return RoleId(found)


def role_names() -> dict[RoleId, tuple[str, str | None]]:
    """All roles by id: the name, and the key of a built-in one, which is shown translated. One statement."""
    return {RoleId(pk): (name, key) for pk, name, key in Role.objects.values_list("pk", "name", "key")}


def _rows(**wanted: object) -> list[RoleRow]:
    people = Count("people", filter=Q(people__is_active=True))
    # No grouping by the permissions: PostgreSQL compares jsonb, but slowly, and SQLite would compare its
    # text.
    counts = dict(Role.objects.annotate(size=people).values_list("pk", "size"))
    found = Role.objects.filter(**wanted).order_by("pk")
    return [
        RoleRow(
            RoleId(role.pk),
            role.key,
            role.name,
            Side(role.side),
            tuple(permission for permission in Permission if permission in role.permissions),
            counts.get(role.pk, 0),
        )
        for role in found
    ]


def people_who_may(*, permission: Permission) -> list[PersonId]:
    """Active people whose role allows it, ordered by id. Two statements."""
    roles = [pk for pk, allowed in Role.objects.values_list("pk", "permissions") if permission.value in allowed]
    rows = Person.objects.filter(role__in=roles, is_active=True).order_by("pk")
    return [PersonId(pk) for pk in rows.values_list("pk", flat=True)]
