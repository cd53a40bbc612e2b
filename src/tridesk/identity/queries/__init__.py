"""What is asked about people, teams, roles, sessions and the audit trail."""

from tridesk.identity.queries.actors import actor_of, actor_of_session
from tridesk.identity.queries.addresses import (
    DeadAddress,
    dead_addresses,
    find_people_by_addresses,
    find_person_by_address,
)
from tridesk.identity.queries.audit import AuditRow, audit
from tridesk.identity.queries.people import (
    AddressRow,
    Choice,
    PersonDetail,
    PersonRow,
    Recipient,
    assignable,
    assignable_people,
    has_staff,
    links_to,
    names,
    people,
    person_choices,
    person_detail,
    recipients,
    stands_for,
)
from tridesk.identity.queries.roles import RoleRow, role_detail, role_names, role_with_key, roles
from tridesk.identity.queries.second_factors import second_factors_of
from tridesk.identity.queries.sign_in import person_signing_in, sign_in_addresses
from tridesk.identity.queries.teams import (
    MemberRow,
    TeamDetail,
    TeamRow,
    default_team,
    team_detail,
    team_exists,
    team_members_who_may,
    team_names,
    teams,
)

__all__ = [
    "AddressRow",
    "AuditRow",
    "Choice",
    "DeadAddress",
    "MemberRow",
    "PersonDetail",
    "PersonRow",
    "Recipient",
    "RoleRow",
    "TeamDetail",
    "TeamRow",
    "actor_of",
    "actor_of_session",
    "assignable",
    "assignable_people",
    "audit",
    "dead_addresses",
    "default_team",
    "find_people_by_addresses",
    "find_person_by_address",
    "has_staff",
    "links_to",
    "names",
    "people",
    "person_choices",
    "person_detail",
    "person_signing_in",
    "recipients",
    "role_detail",
    "role_names",
    "role_with_key",
    "roles",
    "second_factors_of",
    "sign_in_addresses",
    "stands_for",
    "team_detail",
    "team_exists",
    "team_members_who_may",
    "team_names",
    "teams",
]
