from datetime import datetime

from tridesk.identity.types import SYSTEM
from tridesk.infra.asking import ask, marks
from tridesk.kernel.ids import OrganisationId, PersonId
from tridesk.orgs import rules
from tridesk.orgs.actions.affiliate import affiliate
from tridesk.orgs.queries import organisation_of

_OWNERS = """
SELECT d.domain, d.organisation_id FROM orgs_organisationdomain d
JOIN orgs_organisation o ON o.id = d.organisation_id WHERE d.domain IN ({}) AND o.is_active
"""


def affiliate_by_domain(*, person_id: PersonId, address: str, now: datetime) -> OrganisationId | None:
    """Files somebody under the organisation whose mail domain they write from; gives where they belong.

    Only for somebody who belongs to none yet; a subdomain counts for its domain, the longest match wins, free
    mail tells nothing. Needs no right: it is what a mail's arrival does.
    """
    present = organisation_of(person_id=person_id)
    if present is not None:
        return present
    organisation = _of_domain(address)
    if organisation is not None:
        affiliate(actor=SYSTEM, person_id=person_id, organisation_id=organisation, now=now)
    return organisation


def _of_domain(address: str) -> OrganisationId | None:
    candidates = rules.candidates(address)
    if not candidates:
        return None
    owners: dict[str, int] = dict(ask(_OWNERS.format(marks(candidates)), *candidates))
    found = next((owners[domain] for domain in candidates if domain in owners), None)
    return OrganisationId(found) if found is not None else None
