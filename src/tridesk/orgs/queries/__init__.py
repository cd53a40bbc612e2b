"""What is asked about organisations."""

from tridesk.orgs.queries.bonds import bonds
from tridesk.orgs.queries.organisations import (
    Choice,
    OrganisationDetail,
    OrganisationRow,
    SiteRow,
    organisation_choices,
    organisation_detail,
    organisation_names,
    organisations,
    site_names,
)
from tridesk.orgs.queries.people import (
    AffiliationRow,
    MemberRow,
    affiliations_of,
    is_of_own_house,
    organisation_of,
    organisation_people,
    organisations_of,
    vendor_names,
)

__all__ = [
    "AffiliationRow",
    "Choice",
    "MemberRow",
    "OrganisationDetail",
    "OrganisationRow",
    "SiteRow",
    "affiliations_of",
    "bonds",
    "is_of_own_house",
    "organisation_choices",
    "organisation_detail",
    "organisation_names",
    "organisation_of",
    "organisation_people",
    "organisations",
    "organisations_of",
    "site_names",
    "vendor_names",
]
