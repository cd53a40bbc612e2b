from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity import policies, rules, store
from tridesk.identity.actions._new_person import new_person
from tridesk.identity.errors import AddressTakenError
from tridesk.identity.models import Address
from tridesk.identity.types import Actor, Side
from tridesk.kernel.ids import PersonId, RoleId


def add_person(
    *,
    actor: Actor,
    name: str,
    email: str = "",
    role_id: RoleId | None = None,
    language: str = "",
    time_zone: str = "",
    phone: str = "",
    title: str = "",
    verified: bool = False,
    now: datetime,
) -> PersonId:
    """Adds somebody; a requester where no role is given.

    No password: they sign in by a code, or are given one. Raises AddressTakenError where the address has an
    owner (`person_id`), InvalidError for values that cannot be.
    """
    address = rules.checked_address(email) if email.strip() else ""
    with transaction.atomic():
        role = store.locked_role(role_id) if role_id is not None else store.requester_role()
        policies.require_role_given(actor, (Side.REQUESTER, ()), (Side(role.side), role.permissions))
        try:
            with transaction.atomic():
                person = new_person(
                    actor=actor,
                    name=rules.checked_text(name, field="name", limit=rules.MAX_NAME),
                    address=address,
                    role=role,
                    language=rules.checked_language(language) if language else "",
                    time_zone=rules.checked_zone(time_zone) if time_zone else "",
                    phone=rules.checked_text(phone, field="phone", limit=40, blank=True),
                    title=rules.checked_text(title, field="title", limit=120, blank=True),
                    verified=verified,
                    now=now,
                )
        except IntegrityError:
            owner = Address.objects.filter(address=address).values_list("person_id", flat=True).first()
            raise AddressTakenError(field="email", address=address, person_id=owner) from None
    return PersonId(person.pk)
