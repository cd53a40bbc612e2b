from datetime import datetime

from django.db import transaction

from tridesk.identity import policies
from tridesk.identity.events import AddressRevived
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.infra.asking import ask, ask_one
from tridesk.kernel.text import normal_address

_DEAD = "SELECT 1 FROM identity_address WHERE address = %s AND dead_since IS NOT NULL"
_REVIVE = """
UPDATE identity_address SET dead_since = NULL, dead_reason = '' WHERE address = %s AND dead_since IS NOT NULL
RETURNING person_id
"""


def revive_address(*, actor: Actor, address: str, now: datetime) -> bool:
    """The address works after all: a mail came from it, or somebody of the team says so.

    False where it was not known to be dead. Raises NotAllowedError.
    """
    policies.require(actor, Permission.PEOPLE_SEE)
    key = normal_address(address)
    if key is None or ask_one(_DEAD, key) is None:
        return False  # the usual answer: each mail asks, and nothing is written
    with transaction.atomic():
        owners = ask(_REVIVE, key)
        for (person,) in owners:
            outbox.record(AddressRevived(person=person, address=key, at=now, by=actor.person_id, ip=actor.ip))
    return bool(owners)
