from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import OrganisationId
from tridesk.orgs import policies, rules
from tridesk.orgs.actions.set_domains import set_domains
from tridesk.orgs.errors import OrganisationNameTakenError
from tridesk.orgs.events import OrganisationAdded
from tridesk.orgs.models import Organisation
from tridesk.orgs.types import OrganisationKind


def add_organisation(
    *,
    actor: Actor,
    name: str,
    kind: OrganisationKind = OrganisationKind.CUSTOMER,
    domains: Iterable[str] = (),
    notes: str = "",
    colleagues_join: bool | None = None,
    now: datetime,
) -> OrganisationId:
    """Adds an organisation. Without a word on it, colleagues join each other's tickets, but not in our own house.

    Raises OrganisationNameTakenError, DomainTakenError, InvalidError.
    """
    policies.require_manage(actor)
    join = rules.colleagues_join_in(kind) if colleagues_join is None else colleagues_join
    row = Organisation(kind=kind.value, notes=notes.strip(), colleagues_join=join, created_at=now)
    row.rename(rules.checked_line(name, field="name", limit=200))
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise OrganisationNameTakenError(field="name", name=row.name) from None
        organisation_id = OrganisationId(row.pk)
        outbox.record(
            OrganisationAdded(
                organisation=organisation_id,
                organisation_name=row.name,
                kind=kind.value,
                at=now,
                by=actor.person_id,
                ip=actor.ip,
            )
        )
        set_domains(actor=actor, organisation_id=organisation_id, domains=domains, now=now)
    return organisation_id
