from datetime import datetime

from django.db import transaction

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import OrganisationId, PersonId, SiteId
from tridesk.orgs import policies, store
from tridesk.orgs.events import PersonAffiliated
from tridesk.orgs.models import Affiliation


def affiliate(
    *,
    actor: Actor,
    person_id: PersonId,
    organisation_id: OrganisationId,
    site_id: SiteId | None = None,
    primary: bool = True,
    now: datetime,
) -> None:
    """Says that somebody belongs to an organisation, or moves them to another of its sites.

    The first organisation of a person is primary whatever was asked. Raises InvalidError where the site is
    another organisation's.
    """
    policies.require_manage(actor)
    with transaction.atomic():
        store.locked_organisation(organisation_id)
        if site_id is not None and store.locked_site(site_id).organisation_id != organisation_id:
            raise InvalidError(field="site", reason="of_another_organisation")
        others = Affiliation.objects.filter(person_id=person_id).exclude(organisation_id=organisation_id)
        main = primary or not others.filter(is_primary=True).exists()
        if main:
            others.filter(is_primary=True).update(is_primary=False)
        Affiliation.objects.update_or_create(
            person_id=person_id,
            organisation_id=organisation_id,
            defaults={"site_id": site_id, "is_primary": main},
        )
        outbox.record(
            PersonAffiliated(
                organisation=organisation_id,
                person=person_id,
                site=site_id,
                primary=main,
                at=now,
                by=actor.person_id,
                ip=actor.ip,
            )
        )
