"""How the desk is set up: teams, roles, custom fields, tags."""

from typing import Annotated

from pydantic import Field

from tridesk.api.schemas.base import In, Listed, Out
from tridesk.identity.types import Permission, Side, TeamRight
from tridesk.tickets.types import FieldKind, TicketType

Name80 = Annotated[str, Field(max_length=80)]


class TeamBrief(Out):
    """`members` counts active people."""

    id: str
    name: str
    default: bool
    active: bool
    members: int


class Teams(Listed[TeamBrief]):
    """Teams by name."""


class TeamMember(Out):
    """`id` is the person's; `right`: what they may do with the team's tickets."""

    id: str
    name: str
    email: str
    right: TeamRight
    active: bool


class Team(Out):
    """`default`: tickets that nothing else claims wait here."""

    id: str
    name: str
    default: bool
    active: bool
    members: list[TeamMember]


class NewTeam(In):
    name: Name80


class TeamChange(In):
    """Only what is named is changed; `default` can be given, and passes to another by giving it there."""

    name: Name80 | None = None
    default: Annotated[bool | None, Field(json_schema_extra={"const": True})] = None


class TeamRightIn(In):
    right: TeamRight


class Role(Out):
    """`key` is set for a role that came with Tridesk, whose name is English here; `people` counts active ones."""

    id: str
    name: str
    key: str | None
    side: Side
    permissions: list[Permission]
    people: int


class Roles(Listed[Role]):
    """Roles, those that came with Tridesk first."""


class NewRole(In):
    name: Name80
    side: Side
    permissions: list[Permission] = []


class RoleChange(In):
    """Only what is named is changed. Roles that came with Tridesk keep their names; the administrator's keeps all."""

    name: Name80 | None = None
    permissions: list[Permission] | None = None


class PermissionRow(Out):
    """What a role can permit, and whether the caller's does."""

    permission: Permission
    yours: bool


class Permissions(Listed[PermissionRow]):
    """Everything that a role can permit."""


Names = Annotated[
    dict[Annotated[str, Field(max_length=10)], Annotated[str, Field(max_length=200)]], Field(max_length=20)
]
Options = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=500)]
Position = Annotated[int, Field(ge=0, le=10_000)]


class FieldOut(Out):
    """A custom field. `names` by language; `options` are the choices in their order; no `ticket_types`: all of them;
    fields are shown by `position`."""

    id: str
    key: str
    names: dict[str, str]
    kind: FieldKind
    options: list[str]
    ticket_types: list[TicketType]
    required: bool
    for_requester: bool
    active: bool
    position: int


class Fields(Listed[FieldOut]):
    """Custom fields in their order."""


class NewField(In):
    """An empty key is made from the name. `kind` and `key` stay for ever."""

    key: Annotated[str, Field(max_length=40)] = ""
    kind: FieldKind
    names: Names
    options: Options = []
    ticket_types: list[TicketType] = []
    required: bool = False
    for_requester: bool = False
    active: bool = True
    position: Position = 0


class FieldChange(In):
    """Only what is named is changed; values that tickets have stay."""

    names: Names | None = None
    options: Options | None = None
    ticket_types: list[TicketType] | None = None
    required: bool | None = None
    for_requester: bool | None = None
    active: bool | None = None
    position: Position | None = None


class TagRow(Out):
    name: str


class Tags(Listed[TagRow]):
    """Tags by name."""
