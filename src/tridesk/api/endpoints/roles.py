"""Roles and what they permit."""

from typing import Any

from tridesk.api import shapes_desk as shapes
from tridesk.api.bodies import named_in
from tridesk.api.call import Call
from tridesk.api.examples_directory import ROLE, listed
from tridesk.api.ids import Kind, named, told
from tridesk.api.pages import page_answer
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import desk as schemas
from tridesk.identity.actions import add_role
from tridesk.identity.actions import change_role as change
from tridesk.identity.actions import remove_role as remove
from tridesk.identity.queries import role_detail, roles
from tridesk.identity.queries.holding import hold_role
from tridesk.identity.types import Permission, Scope
from tridesk.kernel.ids import RoleId

routes = Routes("roles", "What people may.")
_ONE: dict[str, Any] = {"scope": Scope.SETTINGS_WRITE, "gives": schemas.Role, "example": ROLE}


def _body(call: Call, number: RoleId) -> dict[str, Any]:
    return shapes.role(role_detail(actor=call.actor, role_id=number))


def _require_match(call: Call, number: RoleId) -> None:
    call.require_match(lambda: shapes.role(hold_role(actor=call.actor, role_id=number)))


@routes.read("/roles", scope=Scope.SETTINGS_READ, gives=schemas.Roles, example=listed(ROLE))
def list_roles(call: Call) -> Answer:
    """All roles

    On one page, those that came with Tridesk first.
    """
    rows = [shapes.role(row) for row in roles(actor=call.actor)]
    return page_answer(call, rows, newer=None, older=None)


@routes.read(
    "/permissions",
    scope=Scope.SETTINGS_READ,
    gives=schemas.Permissions,
    example=listed({"permission": "tickets.open", "yours": True}),
)
def list_permissions(call: Call) -> Answer:
    """What a role can permit"""
    rows = [{"permission": each.value, "yours": call.actor.may(each)} for each in Permission]
    return page_answer(call, rows, newer=None, older=None)


@routes.read("/roles/{id}", scope=Scope.SETTINGS_READ, gives=schemas.Role, example=ROLE)
def get_role(call: Call, id: str) -> Any:
    """One role"""
    return _body(call, RoleId(named(Kind.ROLE, id)))


@routes.write(
    "POST", "/roles", status=201,
    takes={"name": "Night shift", "side": "analyst", "permissions": ["tickets.reply"]}, **_ONE,
)  # fmt: skip
def create_role(call: Call, body: schemas.NewRole) -> Answer:
    """Make a role of your own"""
    number = add_role(
        actor=call.actor, name=body.name, side=body.side, permissions=body.permissions, now=call.now
    )  # fmt: skip
    return Answer(_body(call, number), 201, {"Location": f"/api/v1/roles/{told(Kind.ROLE, number)}"})


@routes.write("PATCH", "/roles/{id}", takes={"permissions": ["tickets.reply", "people.see"]}, **_ONE)
def change_role(call: Call, id: str, body: schemas.RoleChange) -> Any:
    """Change a role

    A role that came with Tridesk keeps its name, and the administrator's keeps everything.
    """
    number, values = RoleId(named(Kind.ROLE, id)), named_in(body)
    _require_match(call, number)
    change(actor=call.actor, role_id=number, now=call.now, **values)
    return _body(call, number)


@routes.write("DELETE", "/roles/{id}", scope=Scope.SETTINGS_WRITE, gives=None, status=204)
def remove_role(call: Call, id: str) -> None:
    """Remove a role

    Not one that somebody has, switched off or not, nor one that came with Tridesk.
    """
    number = RoleId(named(Kind.ROLE, id))
    _require_match(call, number)
    remove(actor=call.actor, role_id=number, now=call.now)
