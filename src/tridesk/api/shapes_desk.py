"""Teams, roles and custom fields as bodies."""

from typing import Any

from tridesk.api.ids import Kind, told
from tridesk.identity.queries import RoleRow, TeamDetail, TeamRow
from tridesk.tickets.queries.fields import FieldRow


def team_brief(row: TeamRow) -> dict[str, Any]:
    return {
        "id": told(Kind.TEAM, row.id),
        "name": row.name,
        "default": bool(row.is_default),
        "active": bool(row.is_active),
        "members": row.members,
    }


def team(row: TeamDetail) -> dict[str, Any]:
    return {
        "id": told(Kind.TEAM, row.id),
        "name": row.name,
        "default": row.is_default,
        "active": row.is_active,
        "members": [
            {
                "id": told(Kind.PERSON, each.person),
                "name": each.name,
                "email": each.email,
                "right": each.right.value,
                "active": each.is_active,
            }
            for each in row.members
        ],
    }


def role(row: RoleRow) -> dict[str, Any]:
    return {
        "id": told(Kind.ROLE, row.id),
        "name": row.name,
        "key": row.key,
        "side": row.side.value,
        "permissions": [each.value for each in row.permissions],
        "people": row.people,
    }


def field(row: FieldRow) -> dict[str, Any]:
    return {
        "id": told(Kind.FIELD, row.id),
        "key": row.key,
        "names": row.names,
        "kind": row.kind,
        "options": row.options,
        "ticket_types": row.ticket_types,
        "required": row.required,
        "for_requester": row.for_requester,
        "active": row.is_active,
        "position": row.position,
    }
