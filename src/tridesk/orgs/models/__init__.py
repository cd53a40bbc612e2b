"""Organisations, the mail domains that tell them, their sites, and who belongs to them."""

from tridesk.orgs.models.affiliations import Affiliation
from tridesk.orgs.models.organisations import Organisation, OrganisationDomain, Site

__all__ = ["Affiliation", "Organisation", "OrganisationDomain", "Site"]
