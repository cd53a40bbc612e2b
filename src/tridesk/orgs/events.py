"""What happened to organisations and to who belongs to them. All of it belongs to the audit trail."""

from tridesk.kernel.events import Event


class _OrganisationEvent(Event, audit=True):
    organisation: int

    @property
    def stream(self) -> str:
        return f"organisation:{self.organisation}"


class OrganisationAdded(_OrganisationEvent, name="organisation.added"):
    organisation_name: str
    kind: str


class OrganisationChanged(_OrganisationEvent, name="organisation.changed"):
    """`changes` maps a field to its value before and after."""

    changes: dict[str, tuple[str, str]]


class DomainsSet(_OrganisationEvent, name="organisation.domains_set"):
    domains: list[str]
    before: list[str]


class SiteAdded(_OrganisationEvent, name="organisation.site_added"):
    site: int
    site_name: str


class SiteChanged(_OrganisationEvent, name="organisation.site_changed"):
    site: int
    changes: dict[str, tuple[str, str]]


class SiteRemoved(_OrganisationEvent, name="organisation.site_removed"):
    site: int
    site_name: str


class PersonAffiliated(_OrganisationEvent, name="organisation.person_affiliated"):
    person: int
    site: int | None
    primary: bool


class PersonLeft(_OrganisationEvent, name="organisation.person_left"):
    person: int
