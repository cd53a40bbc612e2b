from datetime import datetime

from django.db import transaction

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import OrganisationId, PersonId
from tridesk.orgs import policies, store
from tridesk.orgs.events import PersonLeft
from tridesk.orgs.models import Affiliation


def leave(*, actor: Actor, person_id: PersonId, organisation_id: OrganisationId, now: datetime) -> None:
    """Says that somebody belongs to the organisation no more; their oldest other one takes its place.

    Raises NotFoundError where they did not belong to it.
    """
    policies.require_manage(actor)
    with transaction.atomic():
        store.locked_organisation(organisation_id)
        row = Affiliation.objects.filter(person_id=person_id, organisation_id=organisation_id).first()
        if row is None:
            raise NotFoundError(person=person_id, organisation=organisation_id)
        row.delete()
        if row.is_primary:
            promote(person_id)
        outbox.record(
            PersonLeft(organisation=organisation_id, person=person_id, at=now, by=actor.person_id, ip=actor.ip)
        )


def promote(person_id: PersonId) -> None:
    """Makes the person's oldest affiliation the primary one; they must have no primary one."""
    oldest = Affiliation.objects.filter(person_id=person_id).order_by("pk").first()
    if oldest is not None:
        oldest.is_primary = True
        oldest.save(update_fields=["is_primary"])
