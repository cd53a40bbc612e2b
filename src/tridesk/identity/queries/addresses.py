"""Whose mail address is whose, and which of them take no mail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tridesk.identity.models import Address
from tridesk.identity.types import Side
from tridesk.infra.asking import ask, ask_one, marks, moment
from tridesk.kernel.ids import PersonId
from tridesk.kernel.text import normal_address

_DEAD = """
SELECT p.id, p.name, p.email, a.dead_since, a.dead_reason FROM identity_person p
JOIN identity_address a ON a.address = p.email
WHERE p.id IN ({}) AND a.dead_since IS NOT NULL ORDER BY p.id
"""
_OWNERS = """
SELECT a.address, a.person_id, r.side FROM identity_address a JOIN identity_person p ON p.id = a.person_id
JOIN identity_role r ON r.id = p.role_id WHERE a.address IN ({})
"""


def find_person_by_address(*, address: str) -> PersonId | None:
    """Whose mail address this is, whatever its case; None where nobody's."""
    key = normal_address(address)
    found = ask_one("SELECT person_id FROM identity_address WHERE address = %s", key) if key else None
    return PersonId(found[0]) if found is not None else None


def find_people_by_addresses(*, addresses: Collection[str]) -> dict[str, PersonId]:
    """The owners of those addresses that have one, by the address in lower case; one statement."""
    keys = {key for address in addresses if (key := normal_address(address))}
    return {a: PersonId(p) for a, p in Address.objects.filter(address__in=keys).values_list("address", "person_id")}


def owners(*, addresses: Collection[str]) -> dict[str, tuple[PersonId, Side]]:
    """Whose those addresses are, in lower case, and where their owners stand; one statement."""
    keys = {key for address in addresses if (key := normal_address(address))}
    rows = ask(_OWNERS.format(marks(keys)), *keys) if keys else []
    return {address: (PersonId(person), Side(side)) for address, person, side in rows}


@dataclass(frozen=True, slots=True)
class DeadAddress:
    """A person whose main address takes no mail any more."""

    person: PersonId
    name: str
    address: str
    since: datetime
    reason: str


def dead_addresses(*, person_ids: Collection[PersonId]) -> list[DeadAddress]:
    """Those of these people who cannot be reached at their main address, ordered by id."""
    wanted = set(person_ids)
    rows = ask(_DEAD.format(marks(wanted)), *wanted) if wanted else []
    return [DeadAddress(PersonId(pk), name, email, moment(since), why) for pk, name, email, since, why in rows]
