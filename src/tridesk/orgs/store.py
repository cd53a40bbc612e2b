"""Rows for actions: found, locked until the transaction ends, or NotFoundError."""

from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import OrganisationId, SiteId
from tridesk.orgs.models import Organisation, Site


def locked_organisation(organisation_id: OrganisationId) -> Organisation:
    found = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if found is None:
        raise NotFoundError(organisation=organisation_id)
    return found


def locked_site(site_id: SiteId) -> Site:
    found = Site.objects.select_for_update().filter(pk=site_id).first()
    if found is None:
        raise NotFoundError(site=site_id)
    return found
