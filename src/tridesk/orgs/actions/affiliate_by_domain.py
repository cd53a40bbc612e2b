from datetime import datetime

from tridesk.identity.types import SYSTEM
from tridesk.kernel.ids import OrganisationId, PersonId
from tridesk.orgs import rules
from tridesk.orgs.actions.affiliate import affiliate
from tridesk.orgs.models import Affiliation, OrganisationDomain


def affiliate_by_domain(*, person_id: PersonId, address: str, now: datetime) -> OrganisationId | None:
    """Files somebody under the organisation whose mail domain they write from; gives where they belong.

    Only for somebody who belongs to none yet; a subdomain counts for its domain, the longest match wins, free
    mail tells nothing. Needs no right: it is what a mail's arrival does.
    """
    known = Affiliation.objects.filter(person_id=person_id, is_primary=True)
    present = known.values_list("organisation_id", flat=True).first()
    if present is not None:
        return OrganisationId(present)
    organisation = _of_domain(address)
    if organisation is not None:
        affiliate(actor=SYSTEM, person_id=person_id, organisation_id=organisation, now=now)
    return organisation


def _of_domain(address: str) -> OrganisationId | None:
    candidates = rules.candidates(address)
    if not candidates:
        return None
    rows = OrganisationDomain.objects.filter(domain__in=candidates, organisation__is_active=True)
    owners = dict(rows.values_list("domain", "organisation_id"))
    found = next((owners[domain] for domain in candidates if domain in owners), None)
    return OrganisationId(found) if found is not None else None
