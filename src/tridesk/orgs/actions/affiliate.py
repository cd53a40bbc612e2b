from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import ConflictError, InvalidError
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
    another organisation's, ConflictError where somebody else moved the person at the same instant.
    """
    policies.require_manage(actor)
    with transaction.atomic():
        store.locked_organisation(organisation_id)
        if site_id is not None and store.locked_site(site_id).organisation_id != organisation_id:
            raise InvalidError(field="site", reason="of_another_organisation")
        try:
            with transaction.atomic():
                main = _write(person_id, organisation_id, site_id, primary=primary)
        except IntegrityError:  # somebody else gave the person another primary one at the same instant
            raise ConflictError(person=person_id) from None
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


def _write(person_id: PersonId, organisation_id: OrganisationId, site_id: SiteId | None, *, primary: bool) -> bool:
    """Writes the row; whether it is the person's primary one."""
    others = Affiliation.objects.filter(person_id=person_id).exclude(organisation_id=organisation_id)
    main = primary or not others.filter(is_primary=True).exists()
    if main:
        others.filter(is_primary=True).update(is_primary=False)
    Affiliation.objects.update_or_create(
        person_id=person_id,
        organisation_id=organisation_id,
        defaults={"site_id": site_id, "is_primary": main},
    )
    return main
