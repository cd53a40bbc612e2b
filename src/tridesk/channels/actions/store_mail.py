"""A mail is kept, byte for byte, before anybody tries to read it."""

import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import IO

from django.db import transaction

from tridesk.channels.kinds.email.fingerprints import fingerprint
from tridesk.channels.models import InboundMail
from tridesk.infra import files, outbox
from tridesk.infra.asking import ask_one
from tridesk.infra.inserting import insert_once
from tridesk.kernel.ids import InboundMailId, MailboxId

TASK = "tridesk.channels.tasks.take_in"
LANE = "intake"
HISTORY = "history"  # a lane of its own: ten thousand old mails hold up no new one
_FORGOTTEN = timedelta(minutes=10)
_PIECE = 1000
# "+ 0": by the index of states, where few wait, and not through all that the mailbox ever brought.
_HISTORY_WAITS = "SELECT 1 FROM channels_inboundmail WHERE mailbox_id + 0 = %s AND state = %s AND answer = %s LIMIT 1"


def store_mail(
    *,
    raw: bytes | IO[bytes],
    mailbox: MailboxId | None,
    source: str,
    now: datetime,
    answer: bool = True,
    queue: bool = True,
    lane: str = LANE,
) -> tuple[InboundMailId, bool]:
    """Keeps the mail and, if `queue`, has it taken in; returns its id and whether it is new to us. What waits in one
    `lane` is taken in one after the other.

    One transaction: after it, the mail is ours whatever happens, and may be marked seen on its server. A mail
    that was stored before and never taken in (whoever stored it was killed) is queued, too.
    """
    mark = fingerprint(_chunks(raw))
    if (known := _known(mark, queue=queue)) is not None:
        return known, False
    stored = files.put(_chunks(raw))
    mail = InboundMail(
        mailbox_id=mailbox, source=source[:500], file=stored, fingerprint=mark, received_at=now, answer=answer
    )
    with transaction.atomic():
        if insert_once(mail):
            if queue:
                queue_intake(InboundMailId(mail.pk), lane=lane)
            return InboundMailId(mail.pk), True
    if (known := _known(mark, queue=queue)) is None:
        raise InboundMail.DoesNotExist(mark)
    return known, False


def queue_intake(mail_id: InboundMailId, *, lane: str = LANE) -> bool:
    """Has a stored mail taken in; False when that waits already."""
    return outbox.enqueue(TASK, {"args": [mail_id]}, lane=lane, unique_key=str(mail_id))


def lane_of(*, mailbox: MailboxId, history: bool) -> str:
    """Where what this mailbox brings now is taken in: behind its own history as long as that waits, so that an answer
    never comes before what it answers; beside that of other mailboxes."""
    return HISTORY if history or ask_one(_HISTORY_WAITS, mailbox, InboundMail.STORED, False) else LANE


def queue_forgotten(*, now: datetime) -> int:
    """Has mails taken in that were stored ten minutes ago and never looked at (an ingest that was killed);
    returns how many."""
    forgotten = InboundMail.objects.filter(state=InboundMail.STORED, received_at__lt=now - _FORGOTTEN).order_by("-id")
    return sum(queue_intake(InboundMailId(number)) for number in forgotten.values_list("id", flat=True)[:_PIECE])


def _known(mark: str, *, queue: bool) -> InboundMailId | None:
    found = ask_one("SELECT id, state FROM channels_inboundmail WHERE fingerprint = %s", mark)
    if found is None:
        return None
    number = InboundMailId(found[0])
    if queue and found[1] == InboundMail.STORED:
        queue_intake(number)
    return number


def _chunks(raw: bytes | IO[bytes]) -> Iterable[bytes]:
    stream = io.BytesIO(raw) if isinstance(raw, bytes) else raw
    stream.seek(0)
    while chunk := stream.read(64 * 1024):
        yield chunk
