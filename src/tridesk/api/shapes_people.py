"""People as bodies."""

from collections.abc import Iterable
from typing import Any

from tridesk.api.ids import Kind, told, told_or_none
from tridesk.identity.queries import PersonDetail, PersonRow
from tridesk.identity.types import Side
from tridesk.orgs.queries import AffiliationRow


def person_brief(row: PersonRow) -> dict[str, Any]:
    return {
        "id": told(Kind.PERSON, row.id),
        "name": row.name,
        "email": row.email,
        "title": row.title,
        "role": role_named(row.role_id, row.role, row.role_key, row.side),
        "active": row.is_active,
    }


def person(row: PersonDetail, belongs: Iterable[AffiliationRow]) -> dict[str, Any]:
    return {
        "id": told(Kind.PERSON, row.id),
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "title": row.title,
        "language": row.language,
        "time_zone": row.time_zone,
        "role": role_named(row.role_id, row.role, row.role_key, row.side),
        "active": row.is_active,
        "merged_into": told_or_none(Kind.PERSON, row.merged_into),
        "created_at": row.created_at,
        "last_sign_in_at": row.last_login,
        "addresses": [
            {
                "address": each.address,
                "verified": each.verified,
                "primary": each.primary,
                "dead_since": each.dead_since,
                "dead_reason": each.dead_reason,
            }
            for each in row.addresses
        ],
        "organisations": [belonging(each) for each in belongs],
        "teams": [
            {"team": {"id": told(Kind.TEAM, number), "name": name}, "right": right.value}
            for number, name, right in row.teams
        ],
    }


def belonging(row: AffiliationRow) -> dict[str, Any]:
    site = {"id": told(Kind.SITE, row.site), "name": row.site_name} if row.site is not None else None
    return {
        "organisation": {"id": told(Kind.ORGANISATION, row.organisation), "name": row.organisation_name},
        "site": site,
        "primary": row.is_primary,
    }


def role_named(number: int, name: str, key: str | None, side: Side) -> dict[str, Any]:
    return {"id": told(Kind.ROLE, number), "name": name, "key": key, "side": side.value}
