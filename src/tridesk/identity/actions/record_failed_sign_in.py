from datetime import datetime

from django.db import transaction

from tridesk.identity.events import SignInFailed
from tridesk.infra import outbox
from tridesk.kernel.text import clipped, one_line


def record_failed_sign_in(*, email: str, ip: str, now: datetime) -> None:
    """Notes in the audit trail that somebody tried and failed.

    What was typed is clipped to an address' length.
    """
    with transaction.atomic():
        outbox.record(SignInFailed(email=clipped(one_line(email), 254), at=now, by=None, ip=ip[:45]))
