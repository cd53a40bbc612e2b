"""Teams: lists, one with its members, adding, changing, who may what in it."""

from typing import Any

from tridesk.api import shapes_desk as shapes
from tridesk.api.bodies import named_in
from tridesk.api.call import Call
from tridesk.api.examples_directory import TEAM, TEAM_BRIEF, listed
from tridesk.api.ids import Kind, named, told
from tridesk.api.pages import page_answer
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import desk as schemas
from tridesk.identity.actions import add_team, set_membership
from tridesk.identity.actions import archive_team as archive
from tridesk.identity.actions import change_team as change
from tridesk.identity.actions import restore_team as restore
from tridesk.identity.queries import team_detail, teams
from tridesk.identity.queries.holding import hold_team
from tridesk.identity.types import Scope, TeamRight
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import PersonId, TeamId

routes = Routes("teams", "Who works tickets together, and what each may do with them.")
_ONE: dict[str, Any] = {"scope": Scope.SETTINGS_WRITE, "gives": schemas.Team, "example": TEAM}


def _body(call: Call, number: TeamId) -> dict[str, Any]:
    return shapes.team(team_detail(actor=call.actor, team_id=number))


def _require_match(call: Call, number: TeamId) -> None:
    call.require_match(lambda: shapes.team(hold_team(actor=call.actor, team_id=number)))


@routes.read("/teams", scope=Scope.SETTINGS_READ, gives=schemas.Teams, example=listed(TEAM_BRIEF))
def list_teams(call: Call, archived: bool = False) -> Answer:  # noqa: FBT001, FBT002 - a word of the address
    """Teams by name

    All of them on one page; the archived ones only when asked.
    """
    rows = [shapes.team_brief(row) for row in teams(actor=call.actor, archived=archived)]
    return page_answer(call, rows, newer=None, older=None)


@routes.read("/teams/{id}", scope=Scope.SETTINGS_READ, gives=schemas.Team, example=TEAM)
def get_team(call: Call, id: str) -> Any:
    """One team

    With its members and what each may do with its tickets: see, reply (and see), manage (and both).
    """
    return _body(call, TeamId(named(Kind.TEAM, id)))


@routes.write("POST", "/teams", status=201, takes={"name": "First line"}, **_ONE)
def create_team(call: Call, body: schemas.NewTeam) -> Answer:
    """Add a team

    Without members.
    """
    number = add_team(actor=call.actor, name=body.name, now=call.now)
    return Answer(_body(call, number), 201, {"Location": f"/api/v1/teams/{told(Kind.TEAM, number)}"})


@routes.write("PATCH", "/teams/{id}", takes={"default": True}, **_ONE)
def change_team(call: Call, id: str, body: schemas.TeamChange) -> Any:
    """Rename a team, or make it the default

    Tickets that nothing else claims wait in the default team; there is always one.
    """
    number, values = TeamId(named(Kind.TEAM, id)), named_in(body)
    if values.get("default") is False:
        raise InvalidError(field="default", reason="unknown_value", value="false")
    _require_match(call, number)
    change(
        actor=call.actor,
        team_id=number,
        name=values.get("name"),
        make_default=values.get("default", False),
        now=call.now,
    )
    return _body(call, number)


@routes.write(
    "POST",
    "/teams/{id}/archive",
    scope=Scope.SETTINGS_WRITE,
    gives=schemas.Team,
    example={**TEAM, "default": False, "active": False},
)
def archive_team(call: Call, id: str) -> Any:
    """Archive a team

    It gets no new tickets; those it has stay its members'. Not the default team.
    """
    number = TeamId(named(Kind.TEAM, id))
    archive(actor=call.actor, team_id=number, now=call.now)
    return _body(call, number)


@routes.write("POST", "/teams/{id}/restore", **_ONE)
def restore_team(call: Call, id: str) -> Any:
    """Take an archived team back into work"""
    number = TeamId(named(Kind.TEAM, id))
    restore(actor=call.actor, team_id=number, now=call.now)
    return _body(call, number)


@routes.write("PUT", "/teams/{id}/members/{person}", takes={"right": "reply"}, **_ONE)
def set_team_member(call: Call, id: str, person: str, body: schemas.TeamRightIn) -> Any:
    """Give somebody a right in a team

    Only people who work tickets. Who manages the team may do it too.
    """
    return _set(call, id, person, body.right)


@routes.write("DELETE", "/teams/{id}/members/{person}", **_ONE)
def remove_team_member(call: Call, id: str, person: str) -> Any:
    """Take somebody out of a team"""
    return _set(call, id, person, None)


def _set(call: Call, team: str, person: str, right: TeamRight | None) -> dict[str, Any]:
    number, who = TeamId(named(Kind.TEAM, team)), PersonId(named(Kind.PERSON, person))
    _require_match(call, number)
    set_membership(actor=call.actor, team_id=number, person_id=who, right=right, now=call.now)
    return _body(call, number)
