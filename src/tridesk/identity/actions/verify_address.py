from datetime import datetime

from django.db import transaction

from tridesk.identity import policies, rules, store
from tridesk.identity.events import AddressRevived, AddressVerified
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import PersonId


def verify_address(*, actor: Actor, person_id: PersonId, address: str, now: datetime) -> None:
    """Notes that the address is really theirs, and that mail gets there.

    For oneself, the door has seen the proof (a code that was mailed there).
    """
    key = rules.checked_address(address)
    with transaction.atomic():
        person = store.locked_person(person_id)
        policies.require_self_or_over(actor, person_id, person.role.permissions)
        row = person.addresses.filter(address=key).first()
        if row is None:
            raise NotFoundError(address=key)
        if row.dead_since is not None:
            outbox.record(AddressRevived(person=person_id, address=key, at=now, by=actor.person_id, ip=actor.ip))
        if not row.verified:
            outbox.record(AddressVerified(person=person_id, address=key, at=now, by=actor.person_id, ip=actor.ip))
        row.verified, row.dead_since, row.dead_reason = True, None, ""
        row.save(update_fields=["verified", "dead_since", "dead_reason"])
