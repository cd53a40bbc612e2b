"""Who acts, and with which rights. Plain values; they cross rooms."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import PersonId, TeamId, TicketId


class Side(StrEnum):
    """Where a person stands in the triangle."""

    REQUESTER = "requester"
    ANALYST = "analyst"
    VENDOR = "vendor"
    SYSTEM = "system"


class TeamRight(StrEnum):
    """What a member may do with the tickets of a team; each includes the ones before it."""

    SEE = "see"
    REPLY = "reply"
    MANAGE = "manage"

    def covers(self, other: "TeamRight") -> bool:
        order = list(TeamRight)
        return order.index(self) >= order.index(other)


class Permission(StrEnum):
    """What a role can allow. The text after the dot is a verb; `*.see` shows, `*.manage` changes."""

    TICKETS_OPEN = "tickets.open"
    TICKETS_REPLY = "tickets.reply"
    TICKETS_NOTE = "tickets.note"
    TICKETS_CHANGE = "tickets.change"
    TICKETS_ASSIGN = "tickets.assign"
    TICKETS_MERGE = "tickets.merge"
    TICKETS_DELETE = "tickets.delete"
    TICKETS_ALL_TEAMS = "tickets.all_teams"
    PEOPLE_SEE = "people.see"
    PEOPLE_MANAGE = "people.manage"
    ORGS_MANAGE = "orgs.manage"
    TEAMS_MANAGE = "teams.manage"
    ROLES_MANAGE = "roles.manage"
    FIELDS_MANAGE = "fields.manage"
    MAILBOXES_MANAGE = "mailboxes.manage"
    MAIL_PARKED = "mail.parked"
    WEBHOOKS_MANAGE = "webhooks.manage"
    JOBS_MANAGE = "jobs.manage"
    AUDIT_SEE = "audit.see"


class Scope(StrEnum):
    """What a program may be let do, at most: its person's own rights count besides. `*:write` includes `*:read`."""

    TICKETS_READ = "tickets:read"
    TICKETS_WRITE = "tickets:write"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    ORGS_READ = "orgs:read"
    ORGS_WRITE = "orgs:write"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"
    MAIL_MANAGE = "mail:manage"
    EVENTS_READ = "events:read"
    AUDIT_READ = "audit:read"
    WEBHOOKS_WRITE = "webhooks:write"

    @property
    def covers(self) -> frozenset["Scope"]:
        """Itself, and the reading that writing includes."""
        area, _, verb = self.value.partition(":")
        reads = [scope for scope in Scope if verb == "write" and scope.value == f"{area}:read"]
        return frozenset({self, *reads})


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, as one query reads them at the door.

    `ticket_only` is set for somebody who came by a signed link: they reach that one ticket and nothing else.
    `ip` is where the request came from, for the audit trail; empty for background work.
    """

    person_id: PersonId | None
    name: str
    side: Side
    email: str = ""
    permissions: frozenset[str] = frozenset()
    teams: Mapping[TeamId, TeamRight] = field(default_factory=dict)
    language: str = "en"
    zone: str = "UTC"
    ticket_only: TicketId | None = None
    ip: str = ""

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raises NotAllowedError unless the role allows it."""
        if permission not in self.permissions:
            raise NotAllowedError(right=permission.value)

    def require_staff(self) -> None:
        """Raises NotAllowedError for everybody who does not work tickets."""
        if self.side not in (Side.ANALYST, Side.SYSTEM):
            raise NotAllowedError(right="staff")

    @property
    def is_staff(self) -> bool:
        """Whether the person works tickets, as opposed to being helped."""
        return self.side is Side.ANALYST

    def team_right(self, team: TeamId | None) -> TeamRight | None:
        return self.teams.get(team) if team is not None else None

    def coming_from(self, ip: str) -> "Actor":
        return replace(self, ip=ip)


@dataclass(frozen=True, slots=True)
class GivenToken:
    """What a program gets by the protocol; `refresh` is "" for a machine, which asks again by its secret."""

    id: int
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    scopes: list[str]
    seconds: int


# Background work that nobody in particular asked for.
SYSTEM = Actor(person_id=None, name="Tridesk", side=Side.SYSTEM, permissions=frozenset(Permission))
