"""Organisations, their sites, who belongs to them."""

from typing import Annotated

from pydantic import Field

from tridesk.api.schemas.base import Id, In, Listed, Moment, Out
from tridesk.identity.types import Side
from tridesk.orgs.types import OrganisationKind

Domains = Annotated[list[Annotated[str, Field(max_length=253)]], Field(max_length=200)]
Text = Annotated[str, Field(max_length=20_000)]


class OrganisationBrief(Out):
    id: str
    name: str
    kind: OrganisationKind
    active: bool


class Organisations(Listed[OrganisationBrief]):
    """Organisations by name."""


class Site(Out):
    """A place. `time_zone` is empty where the desk's own holds."""

    id: str
    organisation: str
    name: str
    address: str
    time_zone: str


class Organisation(Out):
    """`domains` are mail domains whose people belong to it; `colleagues_join`: they may join each other's tickets."""

    id: str
    name: str
    kind: OrganisationKind
    notes: str
    active: bool
    colleagues_join: bool
    created_at: Moment
    domains: list[str]
    sites: list[Site]


class NewOrganisation(In):
    """Where `colleagues_join` is not said, they do, but not in our own house."""

    name: Annotated[str, Field(max_length=200)]
    kind: OrganisationKind = OrganisationKind.CUSTOMER
    notes: Text = ""
    domains: Domains = []
    colleagues_join: bool | None = None


class OrganisationChange(In):
    """Only what is named is changed; `domains` are then all that it has."""

    name: Annotated[str, Field(max_length=200)] | None = None
    kind: OrganisationKind | None = None
    notes: Text | None = None
    active: bool | None = None
    colleagues_join: bool | None = None
    domains: Domains | None = None


class NewSite(In):
    name: Annotated[str, Field(max_length=120)]
    address: Text = ""
    time_zone: Annotated[str, Field(max_length=64)] = ""


class SiteChange(In):
    """Only what is named is changed."""

    name: Annotated[str, Field(max_length=120)] | None = None
    address: Text | None = None
    time_zone: Annotated[str, Field(max_length=64)] | None = None


class Member(Out):
    """`id` is the person's; `primary`: their tickets are filed here."""

    id: str
    name: str
    email: str
    side: Side
    site: str
    primary: bool
    active: bool


class Members(Listed[Member]):
    """The people of an organisation by name, those switched off too."""


class Membership(In):
    """The first organisation of a person is the primary one whatever is said."""

    site: Id | None = None
    primary: bool = True
