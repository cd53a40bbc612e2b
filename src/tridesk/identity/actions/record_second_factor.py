from datetime import datetime

from django.db import transaction

from tridesk.identity.events import SecondFactorChanged
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId


def record_second_factor(*, person_id: PersonId, kind: str, change: str, ip: str, now: datetime) -> None:
    """Notes in the audit trail that somebody added, removed or renewed one of their own second factors."""
    with transaction.atomic():
        event = SecondFactorChanged(person=person_id, kind=kind, change=change, at=now, by=person_id, ip=ip[:45])
        outbox.record(event)
