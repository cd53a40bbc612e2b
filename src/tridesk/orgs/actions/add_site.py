from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import OrganisationId, SiteId
from tridesk.orgs import policies, rules, store
from tridesk.orgs.events import SiteAdded
from tridesk.orgs.models import Site


def add_site(
    *,
    actor: Actor,
    organisation_id: OrganisationId,
    name: str,
    address: str = "",
    time_zone: str = "",
    now: datetime,
) -> SiteId:
    """Adds a place of the organisation.

    Raises InvalidError where it has one of that name, or a value cannot be.
    """
    policies.require_manage(actor)
    line, zone = rules.checked_line(name, field="name", limit=120), rules.checked_zone(time_zone)
    with transaction.atomic():
        row = store.locked_organisation(organisation_id)
        try:
            with transaction.atomic():
                site = Site.objects.create(organisation=row, name=line, address=address.strip(), time_zone=zone)
        except IntegrityError:
            raise InvalidError(field="name", reason="taken") from None
        outbox.record(
            SiteAdded(
                organisation=organisation_id,
                site=site.pk,
                site_name=line,
                at=now,
                by=actor.person_id,
                ip=actor.ip,
            )
        )
    return SiteId(site.pk)
