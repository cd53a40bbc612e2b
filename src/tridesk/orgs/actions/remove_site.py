from datetime import datetime

from django.db import transaction

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import SiteId
from tridesk.orgs import policies, store
from tridesk.orgs.events import SiteRemoved


def remove_site(*, actor: Actor, site_id: SiteId, now: datetime) -> None:
    """Takes a place away; its people stay with the organisation, at no site. Raises NotFoundError."""
    policies.require_manage(actor)
    with transaction.atomic():
        site = store.locked_site(site_id)
        site.delete()
        outbox.record(
            SiteRemoved(
                organisation=site.organisation_id,
                site=site_id,
                site_name=site.name,
                at=now,
                by=actor.person_id,
                ip=actor.ip,
            )
        )
