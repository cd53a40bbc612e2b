"""Organisations for lists, pickers and their own page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from tridesk.identity.types import Actor
from tridesk.infra import keyset
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import OrganisationId, SiteId
from tridesk.kernel.paging import Page
from tridesk.kernel.text import folded
from tridesk.orgs import policies
from tridesk.orgs.models import Organisation, OrganisationDomain, Site
from tridesk.orgs.types import OrganisationKind


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One line of the list."""

    id: OrganisationId
    name: str
    kind: OrganisationKind
    is_active: bool


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A place; `time_zone` is empty where the desk's own holds."""

    id: SiteId
    name: str
    address: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class SiteDetail:
    """A place by itself, and whose it is."""

    organisation: OrganisationId
    site: SiteRow


@dataclass(frozen=True, slots=True)
class OrganisationDetail:
    """An organisation without its people, who may be thousands: see `organisation_people`."""

    id: OrganisationId
    name: str
    kind: OrganisationKind
    notes: str
    is_active: bool
    colleagues_join: bool
    created_at: datetime
    domains: list[str]
    sites: list[SiteRow]


@dataclass(frozen=True, slots=True)
class Choice:
    """An organisation in a picker."""

    id: OrganisationId
    name: str
    kind: OrganisationKind


def organisations(
    *,
    actor: Actor,
    search: str = "",
    kind: OrganisationKind | None = None,
    active: bool | None = True,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[OrganisationRow]:
    """Organisations by name; `active` None: inactive ones too. Found by name or mail domain.

    Raises NotAllowedError without the right to see people, InvalidError for a foreign cursor.
    """
    policies.require_see(actor)
    rows = _searched(Organisation.objects.all(), search)
    if active is not None:
        rows = rows.filter(is_active=active)
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    columns = rows.values_list("name_key", "id", "name", "kind", "is_active")
    return keyset.page(columns, key=("name_key", "id"), make=_row, cursor=cursor, limit=limit)


def organisation_choices(*, actor: Actor, search: str, limit: int = 20) -> list[Choice]:
    """Active organisations for a picker, by name."""
    policies.require_see(actor)
    rows = _searched(Organisation.objects.filter(is_active=True), search).order_by("name_key", "pk")
    found = rows.values_list("pk", "name", "kind")[: max(1, min(limit, 200))]
    return [Choice(OrganisationId(pk), name, OrganisationKind(kind)) for pk, name, kind in found]


def organisation_detail(*, actor: Actor, organisation_id: OrganisationId) -> OrganisationDetail:
    """One organisation, in three statements; raises NotFoundError."""
    policies.require_see(actor)
    row = Organisation.objects.filter(pk=organisation_id).first()
    if row is None:
        raise NotFoundError(organisation=organisation_id)
    sites = row.sites.order_by("name").values_list("pk", "name", "address", "time_zone")
    return OrganisationDetail(
        id=organisation_id,
        name=row.name,
        kind=OrganisationKind(row.kind),
        notes=row.notes,
        is_active=row.is_active,
        colleagues_join=row.colleagues_join,
        created_at=row.created_at,
        domains=list(row.domains.order_by("domain").values_list("domain", flat=True)),
        sites=[SiteRow(SiteId(pk), name, address, zone) for pk, name, address, zone in sites],
    )


def site_detail(*, actor: Actor, site_id: SiteId) -> SiteDetail:
    """One place; raises NotAllowedError, NotFoundError."""
    policies.require_see(actor)
    found = Site.objects.filter(pk=site_id).values_list("organisation_id", "name", "address", "time_zone").first()
    if found is None:
        raise NotFoundError(site=site_id)
    owner, name, address, zone = found
    return SiteDetail(OrganisationId(owner), SiteRow(site_id, name, address, zone))


def organisation_names(*, organisation_ids: Collection[OrganisationId]) -> dict[OrganisationId, str]:
    """Names by id; one statement."""
    rows = Organisation.objects.filter(pk__in=set(organisation_ids)) if organisation_ids else None
    return {OrganisationId(pk): name for pk, name in rows.values_list("pk", "name")} if rows is not None else {}


def site_names(*, site_ids: Collection[SiteId]) -> dict[SiteId, str]:
    """Names of places by id; one statement."""
    rows = Site.objects.filter(pk__in=set(site_ids)).values_list("pk", "name") if site_ids else ()
    return {SiteId(pk): name for pk, name in rows}


def _row(row: tuple[Any, ...]) -> OrganisationRow:
    _, pk, name, kind, is_active = row
    return OrganisationRow(OrganisationId(pk), name, OrganisationKind(kind), is_active)


def _searched(rows: QuerySet[Organisation], search: str) -> QuerySet[Organisation]:
    """Every word must begin a word of the name, or the whole begins one of the mail domains."""
    words = folded(search).split()[:5]
    if not words:
        return rows
    named = Q()
    for word in words:
        named &= Q(name_key__startswith=word) | Q(name_key__contains=f" {word}")
    domain = search.strip().lower().rpartition("@")[2]
    owning = OrganisationDomain.objects.filter(domain__startswith=domain).values("organisation_id")
    return rows.filter(named | Q(pk__in=owning))
