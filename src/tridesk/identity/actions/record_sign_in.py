from datetime import datetime

from django.db import transaction

from tridesk.identity.events import SignedIn
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId


def record_sign_in(*, person_id: PersonId, method: str, ip: str, now: datetime) -> None:
    """Notes in the audit trail that somebody came in, and by what: password, code, passkey."""
    with transaction.atomic():
        outbox.record(SignedIn(person=person_id, method=method[:40], at=now, by=person_id, ip=ip[:45]))
