"""Custom fields of tickets, and tags."""

from typing import Any

from tridesk.api import shapes_desk as shapes
from tridesk.api.bodies import named_in
from tridesk.api.call import Call
from tridesk.api.endpoints.organisations import Cursor
from tridesk.api.endpoints.people import Limit, Words
from tridesk.api.examples_directory import FIELD, listed
from tridesk.api.ids import Kind, cursor_in, named, told
from tridesk.api.pages import page_answer, page_of
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import desk as schemas
from tridesk.identity.types import Scope
from tridesk.kernel.ids import FieldId
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.actions.define_field import change_field as change
from tridesk.tickets.queries.choices import tags
from tridesk.tickets.queries.fields import all_fields, field_row, hold_field

routes = Routes("fields", "Custom fields of tickets, and tags.")
_ONE: dict[str, Any] = {"scope": Scope.SETTINGS_WRITE, "gives": schemas.FieldOut, "example": FIELD}


@routes.read("/fields", scope=Scope.SETTINGS_READ, gives=schemas.Fields, example=listed(FIELD))
def list_fields(call: Call) -> Answer:
    """Custom fields of tickets in their order

    On one page. Who manages fields gets those out of use, too; others get what they can fill in on a ticket.
    """
    rows = [shapes.field(row) for row in all_fields(actor=call.actor)]
    return page_answer(call, rows, newer=None, older=None)


@routes.read("/fields/{id}", scope=Scope.SETTINGS_READ, gives=schemas.FieldOut, example=FIELD)
def get_field(call: Call, id: str) -> Any:
    """One custom field"""
    return shapes.field(field_row(actor=call.actor, field_id=FieldId(named(Kind.FIELD, id))))


@routes.write(
    "POST", "/fields", status=201,
    takes={"kind": "choice", "names": {"en": "Floor"}, "options": ["Ground floor", "Second floor"]}, **_ONE,
)  # fmt: skip
def create_field(call: Call, body: schemas.NewField) -> Answer:
    """Add a custom field

    Tickets have it from now on. Key and kind stay for ever: values already given would lose their meaning.
    """
    values = _values(body.model_dump(exclude={"key", "kind"}))
    number = add_field(actor=call.actor, key=body.key, kind=body.kind, values=values, now=call.now)
    made = shapes.field(field_row(actor=call.actor, field_id=number))
    return Answer(made, 201, {"Location": f"/api/v1/fields/{told(Kind.FIELD, number)}"})


@routes.write("PATCH", "/fields/{id}", takes={"active": False}, **_ONE)
def change_field(call: Call, id: str, body: schemas.FieldChange) -> Any:
    """Change a custom field

    Values that tickets have stay, those of a choice that is taken away too.
    """
    number, values = FieldId(named(Kind.FIELD, id)), _values(named_in(body))
    call.require_match(lambda: shapes.field(hold_field(actor=call.actor, field_id=number)))
    change(actor=call.actor, field_id=number, values=values, now=call.now)
    return shapes.field(field_row(actor=call.actor, field_id=number))


def _values(given: dict[str, Any]) -> dict[str, Any]:
    if "active" in given:
        given["is_active"] = given.pop("active")
    return given


@routes.read("/tags", scope=Scope.TICKETS_READ, gives=schemas.Tags, example=listed({"name": "printer"}))
def list_tags(call: Call, q: Words = "", cursor: Cursor = "", limit: Limit = 50) -> Answer:
    """Tags by name

    Those that begin with `q`.
    """
    page = tags(actor=call.actor, begins=q, cursor=cursor_in(cursor), limit=limit)
    return page_of(call, page, lambda name: {"name": name})
