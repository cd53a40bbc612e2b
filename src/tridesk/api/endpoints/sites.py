"""The places of organisations."""

from typing import Any

from tridesk.api import shapes_organisations as shapes
from tridesk.api.bodies import named_in
from tridesk.api.call import Call
from tridesk.api.endpoints.organisations import routes
from tridesk.api.examples_directory import SITE
from tridesk.api.ids import Kind, named, told
from tridesk.api.routes import Answer
from tridesk.api.schemas import organisations as schemas
from tridesk.identity.types import Scope
from tridesk.kernel.ids import OrganisationId, SiteId
from tridesk.orgs.actions import add_site
from tridesk.orgs.actions import change_site as change
from tridesk.orgs.actions import remove_site as remove
from tridesk.orgs.queries.holding import hold_site
from tridesk.orgs.queries.organisations import SiteDetail, site_detail

__all__ = ["routes"]

_ONE: dict[str, Any] = {"scope": Scope.ORGS_WRITE, "gives": schemas.Site, "example": SITE}


def _told(detail: SiteDetail) -> dict[str, Any]:
    return shapes.site(detail.site, of=detail.organisation)


@routes.read("/sites/{id}", scope=Scope.ORGS_READ, gives=schemas.Site, example=SITE)
def get_site(call: Call, id: str) -> Any:
    """One site"""
    return _told(site_detail(actor=call.actor, site_id=SiteId(named(Kind.SITE, id))))


@routes.write(
    "POST", "/organisations/{id}/sites", status=201,
    takes={"name": "Porto Alegre", "address": "Rua da Praia 10"}, **_ONE,
)  # fmt: skip
def create_site(call: Call, id: str, body: schemas.NewSite) -> Answer:
    """Add a site to an organisation"""
    owner = OrganisationId(named(Kind.ORGANISATION, id))
    number = add_site(actor=call.actor, organisation_id=owner, now=call.now, **body.model_dump())
    made = _told(site_detail(actor=call.actor, site_id=number))
    return Answer(made, 201, {"Location": f"/api/v1/sites/{told(Kind.SITE, number)}"})


@routes.write("PATCH", "/sites/{id}", takes={"address": "Rua da Praia 12"}, **_ONE)
def change_site(call: Call, id: str, body: schemas.SiteChange) -> Any:
    """Change a site"""
    number, values = SiteId(named(Kind.SITE, id)), named_in(body)
    call.require_match(lambda: _told(hold_site(actor=call.actor, site_id=number)))
    change(actor=call.actor, site_id=number, now=call.now, **values)
    return _told(site_detail(actor=call.actor, site_id=number))


@routes.write("DELETE", "/sites/{id}", scope=Scope.ORGS_WRITE, gives=None, status=204)
def remove_site(call: Call, id: str) -> None:
    """Remove a site

    Its people stay with the organisation, at no site.
    """
    number = SiteId(named(Kind.SITE, id))
    call.require_match(lambda: _told(hold_site(actor=call.actor, site_id=number)))
    remove(actor=call.actor, site_id=number, now=call.now)
