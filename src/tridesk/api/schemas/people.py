"""People, and what they may."""

from typing import Annotated

from pydantic import Field

from tridesk.api.schemas.base import Id, In, Listed, Moment, Named, Out
from tridesk.identity.types import Permission, Scope, Side, TeamRight

Name = Annotated[str, Field(max_length=200)]
MailAddress = Annotated[str, Field(max_length=254)]
Code = Annotated[str, Field(max_length=64)]


class RoleNamed(Named):
    """`key` is set for a role that came with Tridesk, whose name is English here."""

    key: str | None
    side: Side


class PersonBrief(Out):
    """Somebody on a list."""

    id: str
    name: str
    email: str
    title: str
    role: RoleNamed
    active: bool


class People(Listed[PersonBrief]):
    """People by name."""


class Address(Out):
    """`dead_since`: when a mail to it came back for good, and `dead_reason` what the server said."""

    address: str
    verified: bool
    primary: bool
    dead_since: Moment | None
    dead_reason: str


class Belonging(Out):
    """`primary`: where the person's tickets are filed."""

    organisation: Named
    site: Named | None
    primary: bool


class InTeam(Out):
    team: Named
    right: TeamRight


class Person(Out):
    id: str
    name: str
    email: str
    phone: str
    title: str
    language: str
    time_zone: str
    role: RoleNamed
    active: bool
    merged_into: str | None
    created_at: Moment
    last_sign_in_at: Moment | None
    addresses: list[Address]
    organisations: list[Belonging]
    teams: list[InTeam]


class Me(Out):
    """Who calls. `scopes` is null for our own pages, which may all that their person may."""

    person: Person
    permissions: list[Permission]
    scopes: list[Scope] | None
    application: str | None


class NewPerson(In):
    """Without a role a requester. No password is given: they sign in by a mailed code."""

    name: Name
    email: MailAddress = ""
    role: Id | None = None
    language: Code = ""
    time_zone: Code = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    title: Annotated[str, Field(max_length=120)] = ""


class PersonChange(In):
    """Only what is named is changed. `email` must be one of the person's addresses: it becomes the main one."""

    name: Name | None = None
    email: MailAddress | None = None
    role: Id | None = None
    language: Code | None = None
    time_zone: Code | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    title: Annotated[str, Field(max_length=120)] | None = None


class Preferences(In):
    """Only what is named is changed."""

    name: Name | None = None
    language: Code | None = None
    time_zone: Code | None = None


class NewAddress(In):
    address: MailAddress


class PersonMerge(In):
    """Whose record becomes part of this one."""

    other: Id


class LinkOf(In):
    ticket: Id


class LinkRevoked(Out):
    """False: there was no link, or it had ended."""

    revoked: bool


class SecondFactors(Out):
    """How many the person has."""

    totp: int
    webauthn: int
    recovery_codes: int
