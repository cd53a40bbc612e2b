"""People: lists, one, the caller, adding, changing."""

from typing import Annotated, Any

from pydantic import Field

from tridesk.api import shapes_people as shapes
from tridesk.api.bodies import named_in
from tridesk.api.call import Call
from tridesk.api.examples_directory import ALICE, ALICE_BRIEF, ME, listed
from tridesk.api.ids import Kind, cursor_in, given, meant, named, told, told_or_none
from tridesk.api.pages import MAX_LIMIT, page_of
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import people as schemas
from tridesk.api.schemas.base import Active, Id
from tridesk.identity.actions import add_person, set_preferences
from tridesk.identity.actions import change_person as change
from tridesk.identity.queries import people, person_detail
from tridesk.identity.queries.holding import hold_person
from tridesk.identity.types import Permission, Scope, Side
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import OrganisationId, PersonId, RoleId
from tridesk.orgs.queries import affiliations_of
from tridesk.orgs.queries.people import people_at

routes = Routes("people", "Everybody: who asks, who works here, who supplies us; their addresses and what they may.")
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT)]
Words = Annotated[str, Field(max_length=200)]


def body_of(call: Call, number: PersonId) -> dict[str, Any]:
    """The person as everybody sees them who may. Raises NotAllowedError, NotFoundError."""
    detail = person_detail(actor=call.actor, person_id=number)
    return shapes.person(detail, affiliations_of(actor=call.actor, person_id=number))


def require_match(call: Call, number: PersonId) -> None:
    """Raises ChangedSinceError where the caller saw another state; locks the person where it asks."""

    def current() -> dict[str, Any]:
        held = hold_person(actor=call.actor, person_id=number)
        return shapes.person(held, affiliations_of(actor=call.actor, person_id=number))

    call.require_match(current)


def myself(call: Call) -> PersonId:
    """Raises NotAllowedError for a caller who is nobody."""
    if call.actor.person_id is None or call.actor.ticket_only is not None:
        raise NotAllowedError(right="person")
    return call.actor.person_id


def _me(call: Call) -> dict[str, Any]:
    scopes = None if call.scopes is None else [scope.value for scope in Scope if scope in call.scopes]
    return {
        "person": body_of(call, myself(call)),
        "permissions": [each.value for each in Permission if call.actor.may(each)],
        "scopes": scopes,
        "application": told_or_none(Kind.APPLICATION, call.application),
    }


@routes.read("/me", scope=None, gives=schemas.Me, example=ME)
def get_me(call: Call) -> Any:
    """Who calls, and how far they may go

    The person behind the token, what their role permits, and the scopes that the token narrows it to.
    """
    return _me(call)


@routes.write(
    "PATCH", "/me", scope=Scope.PEOPLE_WRITE, gives=schemas.Me, takes={"language": "pt-br"}, example=ME
)  # fmt: skip
def change_me(call: Call, body: schemas.Preferences) -> Any:
    """Change your own preferences"""
    call.require_match(lambda: _me(call))
    set_preferences(actor=call.actor, now=call.now, **named_in(body))
    return _me(call)


@routes.read("/people", scope=Scope.PEOPLE_READ, gives=schemas.People, example=listed(ALICE_BRIEF))
def list_people(
    call: Call,
    q: Words = "",
    role: Id | None = None,
    side: Side | None = None,
    organisation: Id | None = None,
    active: Active = Active.YES,
    cursor: str = "",
    limit: Limit = 50,
) -> Answer:
    """People by name

    `q` finds by the beginnings of words of the name, or by the beginning of an address. People merged into others are
    left out, and, unless `active` says otherwise, those switched off.
    """
    number, at = given(Kind.ROLE, role, field="role"), given(Kind.ORGANISATION, organisation, field="organisation")
    asked: dict[str, Any] = {
        "actor": call.actor,
        "search": q,
        "role": RoleId(number) if number is not None else None,
        "side": side,
        "active": active.wanted,
        "cursor": cursor_in(cursor),
        "limit": limit,
    }
    page = people(**asked) if at is None else people_at(organisation_id=OrganisationId(at), **asked)
    return page_of(call, page, shapes.person_brief)


@routes.read("/people/{id}", scope=Scope.PEOPLE_READ, gives=schemas.Person, example=ALICE)
def get_person(call: Call, id: str) -> Any:
    """One person

    With their addresses, organisations, teams and role.
    """
    return body_of(call, PersonId(named(Kind.PERSON, id)))


@routes.write(
    "POST",
    "/people",
    scope=Scope.PEOPLE_WRITE,
    gives=schemas.Person,
    status=201,
    takes={"name": "Alice Andrade", "email": "alice@acme.example", "language": "pt-br"},
    example=ALICE,
)
def create_person(call: Call, body: schemas.NewPerson) -> Answer:
    """Add a person

    A requester where no role is named. They are given no password: they sign in by a code that is mailed to them.
    """
    values = body.model_dump(exclude={"role"})
    role = given(Kind.ROLE, body.role, field="role")
    number = add_person(
        actor=call.actor, role_id=RoleId(role) if role is not None else None, now=call.now, **values
    )  # fmt: skip
    return Answer(body_of(call, number), 201, {"Location": f"/api/v1/people/{told(Kind.PERSON, number)}"})


@routes.write(
    "PATCH",
    "/people/{id}",
    scope=Scope.PEOPLE_WRITE,
    gives=schemas.Person,
    takes={"title": "Head of accounting"},
    example=ALICE,
)
def change_person(call: Call, id: str, body: schemas.PersonChange) -> Any:
    """Change a person

    Name, language, time zone, phone, title, role, and which of their addresses is the main one.
    """
    number, values = PersonId(named(Kind.PERSON, id)), named_in(body)
    if "role" in values:
        values["role_id"] = RoleId(meant(Kind.ROLE, values.pop("role"), field="role"))
    require_match(call, number)
    change(actor=call.actor, person_id=number, now=call.now, **values)
    return body_of(call, number)
