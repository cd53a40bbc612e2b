"""By which addresses somebody comes in."""

from django.db.models import F, Q, QuerySet

from tridesk.identity.models import Address
from tridesk.kernel.ids import PersonId
from tridesk.kernel.text import normal_address

# The main address lets in before it is verified: a new person's first mailed code verifies it.
_LETS_IN = Q(verified=True) | Q(address=F("person__email"))


def person_signing_in(*, address: str) -> PersonId | None:
    """Who signs in by this address: their main one or any they verified; None for all others. One statement."""
    key = normal_address(address)
    rows = _addresses().filter(address=key)
    found = rows.values_list("person_id", flat=True).first() if key else None
    return PersonId(found) if found is not None else None


def sign_in_addresses(*, person_id: PersonId) -> list[str]:
    """All addresses by which this person signs in, sorted."""
    return sorted(_addresses().filter(person_id=person_id).values_list("address", flat=True))


def _addresses() -> QuerySet[Address]:
    return Address.objects.filter(_LETS_IN)
