from datetime import datetime

from django.db import transaction

from tridesk.identity import policies, store
from tridesk.identity.events import ApplicationRemoved
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox


def remove_application(*, actor: Actor, application_id: int, now: datetime) -> None:
    """Forgets it with its tokens and consents. Raises NotFoundError."""
    policies.require(actor, Permission.ROLES_MANAGE)
    with transaction.atomic():
        row = store.locked_application(application_id)
        row.delete()
        outbox.record(
            ApplicationRemoved(
                application=application_id, application_name=row.name, at=now, by=actor.person_id, ip=actor.ip
            )
        )
