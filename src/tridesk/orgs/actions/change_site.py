from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import SiteId
from tridesk.orgs import policies, rules, store
from tridesk.orgs.events import SiteChanged


def change_site(
    *,
    actor: Actor,
    site_id: SiteId,
    name: str | None = None,
    address: str | None = None,
    time_zone: str | None = None,
    now: datetime,
) -> None:
    """Changes what is given; None leaves a value alone. Raises InvalidError, NotFoundError."""
    policies.require_manage(actor)
    wanted = {
        "name": None if name is None else rules.checked_line(name, field="name", limit=120),
        "address": None if address is None else address.strip(),
        "time_zone": None if time_zone is None else rules.checked_zone(time_zone),
    }
    with transaction.atomic():
        site = store.locked_site(site_id)
        changes = {
            field: (str(getattr(site, field)), value)
            for field, value in wanted.items()
            if value is not None and value != getattr(site, field)
        }
        if not changes:
            return
        for field, (_, value) in changes.items():
            setattr(site, field, value)
        try:
            with transaction.atomic():
                site.save(update_fields=list(changes))
        except IntegrityError:
            raise InvalidError(field="name", reason="taken") from None
        outbox.record(
            SiteChanged(
                organisation=site.organisation_id,
                site=site_id,
                changes=changes,
                at=now,
                by=actor.person_id,
                ip=actor.ip,
            )
        )
