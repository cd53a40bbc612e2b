"""Organisations as bodies."""

from typing import Any

from tridesk.api.ids import Kind, told
from tridesk.orgs.queries import MemberRow, OrganisationDetail, OrganisationRow, SiteRow


def organisation_brief(row: OrganisationRow) -> dict[str, Any]:
    return {
        "id": told(Kind.ORGANISATION, row.id),
        "name": row.name,
        "kind": row.kind.value,
        "active": row.is_active,
    }


def organisation(row: OrganisationDetail) -> dict[str, Any]:
    return {
        "id": told(Kind.ORGANISATION, row.id),
        "name": row.name,
        "kind": row.kind.value,
        "notes": row.notes,
        "active": row.is_active,
        "colleagues_join": row.colleagues_join,
        "created_at": row.created_at,
        "domains": row.domains,
        "sites": [site(each, of=row.id) for each in row.sites],
    }


def site(row: SiteRow, *, of: int) -> dict[str, Any]:
    return {
        "id": told(Kind.SITE, row.id),
        "organisation": told(Kind.ORGANISATION, of),
        "name": row.name,
        "address": row.address,
        "time_zone": row.time_zone,
    }


def member(row: MemberRow) -> dict[str, Any]:
    return {
        "id": told(Kind.PERSON, row.person),
        "name": row.name,
        "email": row.email,
        "side": row.side.value,
        "site": row.site_name,
        "primary": row.is_primary,
        "active": row.is_active,
    }
