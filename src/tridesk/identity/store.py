"""Rows for actions: found, locked until the transaction ends, or NotFoundError."""

from django.db.models import QuerySet

from tridesk.identity.errors import LastAdministratorError
from tridesk.identity.models import Application, Person, Role, Team
from tridesk.identity.types import Permission, Side
from tridesk.kernel.errors import InvalidError, NotFoundError
from tridesk.kernel.ids import PersonId, RoleId, TeamId


def locked_person(person_id: PersonId) -> Person:
    """The person and their role; the person's row is locked."""
    person = Person.objects.select_related("role").select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise NotFoundError(person=person_id)
    return person


def require_unmerged(person: Person) -> None:
    """Raises InvalidError for a record that became part of another one: nothing is given to it any more."""
    if person.merged_into_id is not None:
        raise InvalidError(field="person", reason="merged")


def locked_pair(first: PersonId, second: PersonId) -> tuple[Person, Person]:
    """Both people, locked in the order of their ids, so that two merges never wait for each other."""
    rows = {person: locked_person(person) for person in sorted({first, second})}
    return rows[first], rows[second]


def locked_role(role_id: RoleId) -> Role:
    role = Role.objects.select_for_update().filter(pk=role_id).first()
    if role is None:
        raise NotFoundError(role=role_id)
    return role


def locked_team(team_id: TeamId) -> Team:
    team = Team.objects.select_for_update().filter(pk=team_id).first()
    if team is None:
        raise NotFoundError(team=team_id)
    return team


def locked_application(application_id: int) -> Application:
    application = Application.objects.select_for_update().filter(pk=application_id).first()
    if application is None:
        raise NotFoundError(application=application_id)
    return application


def lock_teams() -> None:
    """Holds every team: two that become the default one at once come one after the other."""
    list(Team.objects.select_for_update().order_by("pk").values_list("pk"))


def requester_role() -> Role:
    """The role of people who come by themselves."""
    return Role.objects.get(key=Side.REQUESTER.value)


def lock_administrators() -> None:
    """Holds everybody who manages roles: two people who switch each other off come one after the other."""
    list(_administrators().select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def require_an_administrator() -> None:
    """Raises LastAdministratorError when nobody active manages roles.

    Call after the change, the lock held.
    """
    if not _administrators().exists():
        raise LastAdministratorError(field="role", reason="last_administrator")


def _administrators() -> QuerySet[Person]:
    roles = [pk for pk, allowed in Role.objects.values_list("pk", "permissions") if Permission.ROLES_MANAGE in allowed]
    return Person.objects.filter(is_active=True, role__in=roles)
