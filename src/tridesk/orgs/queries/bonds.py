"""What ties a person to a ticket by their organisations; asked for a mail, not for a reader."""

from collections.abc import Collection

from tridesk.infra.asking import ask, marks
from tridesk.kernel.ids import OrganisationId, PersonId
from tridesk.orgs.types import Bond, OrganisationKind

_BONDS = """
SELECT o.kind, o.is_active AND o.colleagues_join, o.id = %s, EXISTS (
  SELECT 1 FROM orgs_affiliation r WHERE r.organisation_id = o.id AND r.person_id = %s AND r.is_primary
), EXISTS (SELECT 1 FROM orgs_affiliation t WHERE t.organisation_id = o.id AND t.person_id IN ({}))
FROM orgs_affiliation a JOIN orgs_organisation o ON o.id = a.organisation_id
JOIN identity_person p ON p.id = a.person_id WHERE a.person_id = %s AND p.is_active ORDER BY o.id
"""


def bonds(
    *,
    person_id: PersonId,
    organisation: OrganisationId | None,
    requester: PersonId,
    outside: Collection[PersonId],
) -> tuple[Bond, ...]:
    """The person's organisations beside a ticket filed under `organisation`, for `requester`; one statement.

    `outside` are those who take part and do not work here, the requester among them. Nothing for people switched off.
    """
    rows = ask(_BONDS.format(marks(outside)), organisation or 0, requester, *outside, person_id)
    return tuple(
        Bond(OrganisationKind(kind), bool(is_open), bool(filed or primary), bool(takes_part))
        for kind, is_open, filed, primary, takes_part in rows
    )
