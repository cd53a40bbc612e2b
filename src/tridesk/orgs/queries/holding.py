"""What somebody means to change, as it is now and until the transaction ends: for who said which state they saw."""

from tridesk.identity.types import Actor
from tridesk.kernel.ids import OrganisationId, SiteId
from tridesk.orgs import policies, store
from tridesk.orgs.queries.organisations import OrganisationDetail, SiteDetail, organisation_detail, site_detail


def hold_organisation(*, actor: Actor, organisation_id: OrganisationId) -> OrganisationDetail:
    """Locked. Raises NotAllowedError, NotFoundError."""
    policies.require_see(actor)
    store.locked_organisation(organisation_id)
    return organisation_detail(actor=actor, organisation_id=organisation_id)


def hold_site(*, actor: Actor, site_id: SiteId) -> SiteDetail:
    """Locked. Raises NotAllowedError, NotFoundError."""
    policies.require_see(actor)
    store.locked_site(site_id)
    return site_detail(actor=actor, site_id=site_id)
