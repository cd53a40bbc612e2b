from datetime import datetime

from django.db import transaction

from tridesk.identity import policies, rules, store
from tridesk.identity.actions._addresses import forget_sign_in_address
from tridesk.identity.events import AddressRemoved
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError, NotFoundError
from tridesk.kernel.ids import PersonId


def remove_address(*, actor: Actor, person_id: PersonId, address: str, now: datetime) -> None:
    """Takes an address from somebody.

    Raises InvalidError for the primary one while there is another to take its place.
    """
    key = rules.checked_address(address)
    with transaction.atomic():
        person = store.locked_person(person_id)
        policies.require_over(actor, person.role.permissions)
        row = person.addresses.filter(address=key).first()
        if row is None:
            raise NotFoundError(address=key)
        if person.email == key:
            if person.addresses.count() > 1:
                raise InvalidError(field="address", reason="primary")
            person.email = ""
            person.save(update_fields=["email"])
        row.delete()
        forget_sign_in_address(key)
        outbox.record(AddressRemoved(person=person_id, address=key, at=now, by=actor.person_id, ip=actor.ip))
