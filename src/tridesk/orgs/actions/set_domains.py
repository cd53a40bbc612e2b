from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import OrganisationId
from tridesk.orgs import policies, rules, store
from tridesk.orgs.errors import DomainTakenError
from tridesk.orgs.events import DomainsSet
from tridesk.orgs.models import OrganisationDomain


def set_domains(*, actor: Actor, organisation_id: OrganisationId, domains: Iterable[str], now: datetime) -> None:
    """Makes these the organisation's mail domains.

    Raises DomainTakenError, InvalidError (free mail among them).
    """
    policies.require_manage(actor)
    wanted = {rules.checked_domain(domain) for domain in domains if domain.strip()}
    with transaction.atomic():
        row = store.locked_organisation(organisation_id)
        present = set(row.domains.values_list("domain", flat=True))
        if present == wanted:
            return
        row.domains.exclude(domain__in=wanted).delete()
        for domain in sorted(wanted - present):
            _take(organisation_id, domain)
        outbox.record(
            DomainsSet(
                organisation=organisation_id,
                domains=sorted(wanted),
                before=sorted(present),
                at=now,
                by=actor.person_id,
                ip=actor.ip,
            )
        )


def _take(organisation_id: OrganisationId, domain: str) -> None:
    try:
        with transaction.atomic():
            OrganisationDomain.objects.create(organisation_id=organisation_id, domain=domain)
    except IntegrityError:
        owner = OrganisationDomain.objects.filter(domain=domain).values_list("organisation_id", flat=True).first()
        raise DomainTakenError(field="domains", domain=domain, organisation_id=owner) from None
