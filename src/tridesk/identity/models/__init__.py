"""People of all sides, their addresses, roles, teams, sessions and links."""

from tridesk.identity.models.access import AccessLink
from tridesk.identity.models.person import Address, Person
from tridesk.identity.models.roles import Role
from tridesk.identity.models.sessions import Session
from tridesk.identity.models.teams import Membership, Team

__all__ = ["AccessLink", "Address", "Membership", "Person", "Role", "Session", "Team"]
