from datetime import datetime

from django.db import transaction

from tridesk.identity.events import AddressDied
from tridesk.identity.models import Address
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.text import clipped, normal_address, one_line

_MAX_REASON = 300


def mark_address_dead(*, actor: Actor, address: str, reason: str, now: datetime) -> bool:
    """Notes that mail to the address came back for good; False where nobody has it or it is known to be dead.

    Needs no right: it is what a delivery report does. The caller has made sure that the report is about a mail of ours.
    """
    with transaction.atomic():
        row = Address.objects.select_for_update().filter(address=normal_address(address), dead_since=None).first()
        if row is None:
            return False
        row.dead_since, row.dead_reason = now, clipped(one_line(reason), _MAX_REASON)
        row.save(update_fields=["dead_since", "dead_reason"])
        outbox.record(
            AddressDied(
                person=row.person_id,
                address=row.address,
                reason=row.dead_reason,
                at=now,
                by=actor.person_id,
                ip=actor.ip,
            )
        )
        return True
