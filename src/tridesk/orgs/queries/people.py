"""Who belongs to which organisation."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tridesk.identity.queries.people import PersonRow, people
from tridesk.identity.types import Actor, Side
from tridesk.infra import keyset
from tridesk.infra.asking import ask_one
from tridesk.kernel.ids import OrganisationId, PersonId, RoleId, SiteId
from tridesk.kernel.paging import Page
from tridesk.orgs import policies
from tridesk.orgs.models import Affiliation
from tridesk.orgs.types import OrganisationKind

_OWN = """
SELECT 1 FROM orgs_affiliation a JOIN orgs_organisation o ON o.id = a.organisation_id
WHERE a.person_id = %s AND o.kind = %s AND o.is_active LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class AffiliationRow:
    """One organisation of a person."""

    organisation: OrganisationId
    organisation_name: str
    site: SiteId | None
    site_name: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person of an organisation."""

    person: PersonId
    name: str
    email: str
    side: Side
    site_name: str
    is_primary: bool
    is_active: bool


def organisation_of(*, person_id: PersonId) -> OrganisationId | None:
    """Where the person's tickets are filed; None for somebody who belongs to nobody."""
    found = ask_one("SELECT organisation_id FROM orgs_affiliation WHERE person_id = %s AND is_primary", person_id)
    return OrganisationId(found[0]) if found is not None else None


def organisations_of(*, person_ids: Collection[PersonId]) -> dict[PersonId, OrganisationId]:
    """The same for many, in one statement; people who belong to nobody are left out."""
    rows = Affiliation.objects.filter(person_id__in=set(person_ids), is_primary=True)
    return {PersonId(p): OrganisationId(o) for p, o in rows.values_list("person_id", "organisation_id")}


def is_of_own_house(*, person_id: PersonId) -> bool:
    """Whether somebody belongs to an organisation of our own that is in use."""
    return ask_one(_OWN, person_id, OrganisationKind.OWN.value) is not None


def vendor_names(*, person_ids: Collection[PersonId]) -> list[str]:
    """The vendors these people speak for, by name; one statement."""
    rows = Affiliation.objects.filter(person_id__in=set(person_ids), organisation__kind=OrganisationKind.VENDOR.value)
    return list(rows.order_by("organisation__name").values_list("organisation__name", flat=True).distinct())


def affiliations_of(*, actor: Actor, person_id: PersonId) -> list[AffiliationRow]:
    """All organisations of somebody, the primary one first. Oneself may always look."""
    if actor.person_id != person_id or actor.ticket_only is not None:
        policies.require_see(actor)
    rows = Affiliation.objects.filter(person_id=person_id).order_by("-is_primary", "organisation__name_key")
    columns = rows.values_list("organisation_id", "organisation__name", "site_id", "site__name", "is_primary")
    return [
        AffiliationRow(OrganisationId(pk), name, SiteId(site) if site else None, site_name or "", primary)
        for pk, name, site, site_name, primary in columns
    ]


def organisation_people(
    *, actor: Actor, organisation_id: OrganisationId, cursor: str | None = None, limit: int = 50
) -> Page[MemberRow]:
    """The people of an organisation by name, those switched off too.

    People merged into others are left out.
    """
    policies.require_see(actor)
    rows = Affiliation.objects.filter(organisation_id=organisation_id, person__merged_into=None)
    columns = rows.values_list(
        "person__name_key",
        "person_id",
        "person__name",
        "person__email",
        "person__role__side",
        "site__name",
        "is_primary",
        "person__is_active",
    )
    key = ("person__name_key", "person_id")
    return keyset.page(columns, key=key, make=_member, cursor=cursor, limit=limit)


def people_at(
    *,
    actor: Actor,
    organisation_id: OrganisationId,
    search: str = "",
    role: RoleId | None = None,
    side: Side | None = None,
    active: bool | None = True,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[PersonRow]:
    """As `identity.queries.people`, of those alone who belong to the organisation."""
    members = Affiliation.objects.filter(organisation_id=organisation_id).values("person_id")
    return people(
        actor=actor, search=search, role=role, side=side, active=active, among=members, cursor=cursor, limit=limit
    )


def _member(row: tuple[Any, ...]) -> MemberRow:
    _, pk, name, email, side, site, primary, active = row
    return MemberRow(PersonId(pk), name, email, Side(side), site or "", primary, active)
