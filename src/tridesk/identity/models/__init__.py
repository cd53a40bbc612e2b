"""People of all sides, their addresses, roles, teams, sessions, links and the programs that act for them."""

from tridesk.identity.models.access import AccessLink
from tridesk.identity.models.person import Address, Person
from tridesk.identity.models.programs import AccessToken, Application, AuthorizationCode, Consent
from tridesk.identity.models.roles import Role
from tridesk.identity.models.sessions import Session
from tridesk.identity.models.teams import Membership, Team

__all__ = [
    "AccessLink",
    "AccessToken",
    "Address",
    "Application",
    "AuthorizationCode",
    "Consent",
    "Membership",
    "Person",
    "Role",
    "Session",
    "Team",
]
