from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity import policies, rules, store
from tridesk.identity.errors import AddressTakenError
from tridesk.identity.events import AddressAdded
from tridesk.identity.models import Address, Person
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId


def add_address(*, actor: Actor, person_id: PersonId, address: str, verified: bool = False, now: datetime) -> None:
    """Gives somebody one more address; the first one becomes the primary.

    What they have already stays as it is. Raises AddressTakenError where it is somebody else's
    (`person_id`), InvalidError where it cannot be one or the record was merged into another.
    """
    key = rules.checked_address(address)
    with transaction.atomic():
        person = store.locked_person(person_id)
        policies.require_over(actor, person.role.permissions)
        store.require_unmerged(person)
        owner = Address.objects.filter(address=key).values_list("person_id", flat=True).first()
        if owner == person_id:
            return
        try:
            with transaction.atomic():
                _write(person, key, verified, now)
        except IntegrityError:
            owner = Address.objects.filter(address=key).values_list("person_id", flat=True).first()
            raise AddressTakenError(field="address", address=key, person_id=owner) from None
        outbox.record(AddressAdded(person=person_id, address=key, at=now, by=actor.person_id, ip=actor.ip))


def _write(person: Person, key: str, verified: bool, now: datetime) -> None:  # noqa: FBT001 - one caller
    Address.objects.create(person=person, address=key, verified=verified, created_at=now)
    if not person.email:
        person.email = key
        person.save(update_fields=["email"])
