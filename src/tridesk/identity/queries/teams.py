"""Teams and who is in them."""

from dataclasses import dataclass

from django.db.models import Count, Q

from tridesk.identity import policies
from tridesk.identity.models import Membership, Team
from tridesk.identity.types import Actor, TeamRight
from tridesk.infra.asking import ask, ask_one
from tridesk.infra.prepared import Kept, Prepared
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import PersonId, TeamId


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team of the list; `members` counts active people."""

    id: TeamId
    name: str
    is_default: bool
    is_active: bool
    members: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    person: PersonId
    name: str
    email: str
    right: TeamRight
    is_active: bool


@dataclass(frozen=True, slots=True)
class TeamDetail:
    id: TeamId
    name: str
    is_default: bool
    is_active: bool
    members: list[MemberRow]


def default_team() -> TeamId:
    """Where tickets wait that nothing else claims.

    A migration made it and archiving it is refused, so it is there.
    """
    (found,) = ask("SELECT id FROM identity_team WHERE is_default")
    return TeamId(found[0])


def team_exists(*, team_id: TeamId) -> bool:
    """Whether tickets can be given to the team: it is there and not archived."""
    return ask_one("SELECT 1 FROM identity_team WHERE id = %s AND is_active", team_id) is not None


def team_names(*, archived: bool = True) -> dict[TeamId, str]:
    """All teams' names by id, sorted by name; without the archived ones where those are not wanted."""
    rows = Team.objects.all() if archived else Team.objects.filter(is_active=True)
    return {TeamId(pk): name for pk, name in rows.order_by("name").values_list("pk", "name")}


def teams(*, actor: Actor, archived: bool = False) -> list[TeamRow]:
    """All teams by name, the archived ones only when asked. Staff may look."""
    policies.require_staff(actor)
    found = _kept.get(archived, lambda: _teams(archived=archived)).rows()
    return [TeamRow(TeamId(pk), name, default, active, size) for pk, name, default, active, size in found]


_kept: Kept[Prepared] = Kept()


def _teams(*, archived: bool) -> Prepared:
    rows = Team.objects.all() if archived else Team.objects.filter(is_active=True)
    members = Count("memberships", filter=Q(memberships__person__is_active=True))
    columns = ("pk", "name", "is_default", "is_active", "size")
    return Prepared(rows.annotate(size=members).order_by("name").values_list(*columns))


def team_detail(*, actor: Actor, team_id: TeamId) -> TeamDetail:
    """One team and its members by name; raises NotFoundError. Staff may look."""
    policies.require_staff(actor)
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        raise NotFoundError(team=team_id)
    rows = team.memberships.order_by("person__name_key", "person_id").values_list(
        "person_id", "person__name", "person__email", "right", "person__is_active"
    )
    members = [MemberRow(PersonId(pk), name, email, TeamRight(right), on) for pk, name, email, right, on in rows]
    return TeamDetail(team_id, team.name, team.is_default, team.is_active, members)


def team_members_who_may(*, team: TeamId, right: TeamRight) -> list[PersonId]:
    """Active members of the team whose right there covers this one, ordered by id."""
    enough = [known.value for known in TeamRight if known.covers(right)]
    rows = Membership.objects.filter(team_id=team, right__in=enough, person__is_active=True)
    return [PersonId(pk) for pk in rows.order_by("person_id").values_list("person_id", flat=True)]
