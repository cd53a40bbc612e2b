from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tridesk.identity import policies
from tridesk.identity.events import LinkRevoked
from tridesk.identity.models import AccessLink
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId


def revoke_link(*, actor: Actor, person_id: PersonId, subject: str, now: datetime) -> bool:
    """Stops this person's links to the subject at once; False when there was none.

    For oneself, or for staff.
    """
    if actor.person_id != person_id:
        policies.require_staff(actor)
    theirs = Q(person_id=person_id) | Q(person__merged_into_id=person_id)
    with transaction.atomic():
        stopped = AccessLink.objects.filter(theirs, subject=subject, revoked_at=None).update(revoked_at=now)
        if stopped:
            event = LinkRevoked(person=person_id, subject=subject, at=now, by=actor.person_id, ip=actor.ip)
            outbox.record(event)
    return bool(stopped)
