"""Organisations: lists, one, adding, changing, who belongs to them."""

from typing import Annotated, Any

from pydantic import Field

from tridesk.api import shapes_organisations as shapes
from tridesk.api.bodies import named_in
from tridesk.api.call import Call
from tridesk.api.endpoints.people import Limit, Words
from tridesk.api.endpoints.people import body_of as person_body
from tridesk.api.examples_directory import ALICE, MEMBER, ORGANISATION, ORGANISATION_BRIEF, listed
from tridesk.api.ids import Kind, cursor_in, given, named, told
from tridesk.api.pages import page_of
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import organisations as schemas
from tridesk.api.schemas.base import Active
from tridesk.api.schemas.people import Person
from tridesk.identity.queries import person_detail
from tridesk.identity.types import Scope
from tridesk.kernel.ids import OrganisationId, PersonId, SiteId
from tridesk.orgs.actions import add_organisation, affiliate, leave, set_domains
from tridesk.orgs.actions import change_organisation as change
from tridesk.orgs.queries import organisation_detail, organisation_people, organisations
from tridesk.orgs.queries.holding import hold_organisation
from tridesk.orgs.types import OrganisationKind

routes = Routes("organisations", "Whom we help, who supplies us, our own house; their sites, and who belongs to them.")
_ONE: dict[str, Any] = {"scope": Scope.ORGS_WRITE, "gives": schemas.Organisation, "example": ORGANISATION}
Cursor = Annotated[str, Field(max_length=2000)]


def body_of(call: Call, number: OrganisationId) -> dict[str, Any]:
    return shapes.organisation(organisation_detail(actor=call.actor, organisation_id=number))


@routes.read("/organisations", scope=Scope.ORGS_READ, gives=schemas.Organisations, example=listed(ORGANISATION_BRIEF))
def list_organisations(
    call: Call,
    q: Words = "",
    kind: OrganisationKind | None = None,
    active: Active = Active.YES,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Answer:
    """Organisations by name

    `q` finds by the beginnings of words of the name, or by a mail domain.
    """
    page = organisations(
        actor=call.actor, search=q, kind=kind, active=active.wanted, cursor=cursor_in(cursor), limit=limit
    )
    return page_of(call, page, shapes.organisation_brief)


@routes.read("/organisations/{id}", scope=Scope.ORGS_READ, gives=schemas.Organisation, example=ORGANISATION)
def get_organisation(call: Call, id: str) -> Any:
    """One organisation

    With its mail domains and sites; its people, who may be thousands, are a list of their own.
    """
    return body_of(call, OrganisationId(named(Kind.ORGANISATION, id)))


@routes.write("POST", "/organisations", status=201, takes={"name": "Acme", "domains": ["acme.example"]}, **_ONE)
def create_organisation(call: Call, body: schemas.NewOrganisation) -> Answer:
    """Add an organisation"""
    number = add_organisation(actor=call.actor, now=call.now, **body.model_dump())
    location = f"/api/v1/organisations/{told(Kind.ORGANISATION, number)}"
    return Answer(body_of(call, number), 201, {"Location": location})


@routes.write("PATCH", "/organisations/{id}", takes={"colleagues_join": False}, **_ONE)
def change_organisation(call: Call, id: str, body: schemas.OrganisationChange) -> Any:
    """Change an organisation

    One that is not active is offered nowhere and takes nobody in.
    """
    number, values = OrganisationId(named(Kind.ORGANISATION, id)), named_in(body)
    call.require_match(lambda: shapes.organisation(hold_organisation(actor=call.actor, organisation_id=number)))
    domains = values.pop("domains", None)
    change(actor=call.actor, organisation_id=number, now=call.now, **values)
    if domains is not None:
        set_domains(actor=call.actor, organisation_id=number, domains=domains, now=call.now)
    return body_of(call, number)


@routes.read("/organisations/{id}/people", scope=Scope.ORGS_READ, gives=schemas.Members, example=listed(MEMBER))
def list_members(call: Call, id: str, cursor: Cursor = "", limit: Limit = 50) -> Answer:
    """The people of an organisation by name

    Those switched off too. With filters: `GET /people?organisation=`.
    """
    number = OrganisationId(named(Kind.ORGANISATION, id))
    organisation_detail(actor=call.actor, organisation_id=number)
    page = organisation_people(
        actor=call.actor, organisation_id=number, cursor=cursor_in(cursor), limit=limit
    )  # fmt: skip
    return page_of(call, page, shapes.member)


@routes.write(
    "PUT",
    "/organisations/{id}/people/{person}",
    scope=Scope.ORGS_WRITE,
    gives=Person,
    takes={"primary": True},
    example=ALICE,
)
def set_member(call: Call, id: str, person: str, body: schemas.Membership) -> Any:
    """Say that somebody belongs to the organisation

    Or at which site of it, or that their tickets are filed here (`primary`).
    """
    number, who = OrganisationId(named(Kind.ORGANISATION, id)), PersonId(named(Kind.PERSON, person))
    site = given(Kind.SITE, body.site, field="site")
    person_detail(actor=call.actor, person_id=who)  # nobody belongs anywhere
    affiliate(
        actor=call.actor,
        person_id=who,
        organisation_id=number,
        site_id=SiteId(site) if site is not None else None,
        primary=body.primary,
        now=call.now,
    )
    return person_body(call, who)


@routes.write(
    "DELETE", "/organisations/{id}/people/{person}", scope=Scope.ORGS_WRITE, gives=Person,
    example={**ALICE, "organisations": []},
)  # fmt: skip
def remove_member(call: Call, id: str, person: str) -> Any:
    """Say that somebody belongs to the organisation no more

    Where it was the primary one, their oldest other one takes its place.
    """
    number, who = OrganisationId(named(Kind.ORGANISATION, id)), PersonId(named(Kind.PERSON, person))
    leave(actor=call.actor, person_id=who, organisation_id=number, now=call.now)
    return person_body(call, who)
