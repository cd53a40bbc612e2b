"""How fast a mailbox sends: all workers together keep to what its provider allows in a minute.

A leaky bucket as a meter (GCRA): `Mailbox.next_send_at` is when its measure will be empty again. Whoever moves it ahead
by one mail's share may send one; the update that counts a row decides between two who wish to at once.
"""

from datetime import datetime, timedelta

from tridesk.channels.models import Mailbox, OutboundMail
from tridesk.infra.asking import ask_one, moment, tell

BURST = 5  # mails that may leave at once after a quiet time
_LONGEST = timedelta(minutes=2)  # until somebody looks again whether the limit was changed
_CROWD = timedelta(seconds=1)  # where so many wish at once that nobody gets through
_TRIES = 30

_MEASURE = "SELECT next_send_at FROM channels_mailbox WHERE id = %s"
_FIRST = "UPDATE channels_mailbox SET next_send_at = %s WHERE id = %s AND next_send_at IS NULL"
_NEXT = "UPDATE channels_mailbox SET next_send_at = %s WHERE id = %s AND next_send_at = %s"
# Those before a mail that wait for their turn and for nothing else; people's words go before a program's.
_BEFORE = """
SELECT COUNT(*) FROM channels_outboundmail
WHERE state = 'queued' AND mailbox_id = %s AND error IN ('', 'pace') AND ((kind = %s AND id < %s) OR kind = %s)
"""


def take_turn(*, mail: OutboundMail, mailbox: Mailbox, now: datetime) -> timedelta | None:
    """None: it may leave now, and its turn is used up. Otherwise how long to wait before asking again."""
    if not mailbox.per_minute:
        return None
    share = timedelta(minutes=1) / mailbox.per_minute
    # What was left of the burst is for people's words: an acknowledgement or a notice takes only what flows by.
    burst = min(BURST, mailbox.per_minute) if mail.kind == OutboundMail.REPLY else 1
    for _ in range(_TRIES):
        (kept,) = ask_one(_MEASURE, mailbox.pk) or (None,)
        measure = moment(kept) if kept is not None else None
        wait = (measure - (burst - 1) * share - now) if measure is not None else timedelta()
        if wait > timedelta():
            return min(wait + _before(mail, mailbox) * share, _LONGEST)
        after = max(measure or now, now) + share
        if tell(_FIRST, after, mailbox.pk) if measure is None else tell(_NEXT, after, mailbox.pk, measure):
            return None
    return _CROWD


def _before(mail: OutboundMail, mailbox: Mailbox) -> int:
    others = OutboundMail.REPLY if mail.kind != OutboundMail.REPLY else ""
    return int((ask_one(_BEFORE, mailbox.pk, mail.kind, mail.pk, others) or (0,))[0])
