from datetime import datetime

from django.db import transaction

from tridesk.identity import policies, store
from tridesk.identity.events import PersonSwitchedOn
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId


def switch_on(*, actor: Actor, person_id: PersonId, now: datetime) -> None:
    """Lets somebody in again. Raises InvalidError for a person who was merged into another."""
    with transaction.atomic():
        person = store.locked_person(person_id)
        policies.require_over(actor, person.role.permissions)
        store.require_unmerged(person)
        if person.is_active:
            return
        person.is_active = True
        person.save(update_fields=["is_active"])
        outbox.record(PersonSwitchedOn(person=person_id, at=now, by=actor.person_id, ip=actor.ip))
