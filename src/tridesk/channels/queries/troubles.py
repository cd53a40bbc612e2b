"""What of the mail needs somebody: for the bell, its page and the doctor."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q

from tridesk.channels.models import InboundMail, Mailbox, OutboundMail
from tridesk.identity.types import Actor, Permission
from tridesk.infra.counting import CappedCounts

LATE = timedelta(hours=1)  # a mail of ours that was refused for so long is worth a look
_MANY = 1000


@dataclass(frozen=True, slots=True)
class MailboxTrouble:
    """`reason` is a code of ours (wording.mail_servers), `error` in the server's words."""

    mailbox: int
    address: str
    since: datetime | None
    reason: str
    error: str


@dataclass(frozen=True, slots=True)
class MailTroubles:
    """Counts stop at 1,000. `failing` mailboxes do not answer, `unmoved` ones do not let us put mails away, `ungranted`
    ones want a new consent, `unread` ones hold so many mails that the server cannot give us. `late` are mails of ours
    that nobody took for an hour or longer."""

    failing: tuple[MailboxTrouble, ...] = ()
    unmoved: tuple[MailboxTrouble, ...] = ()
    ungranted: tuple[MailboxTrouble, ...] = ()
    parked: int = 0
    late: int = 0
    unread: tuple[tuple[int, str, int], ...] = ()  # mailbox, its address, how many


def mail_troubles(*, actor: Actor, now: datetime) -> MailTroubles:
    """What of it this actor looks after, in two statements at most; nothing for others."""
    boxes = _mailboxes() if actor.may(Permission.MAILBOXES_MANAGE) else MailTroubles()
    if not actor.may(Permission.MAIL_PARKED):
        return boxes
    parked = InboundMail.objects.filter(state=InboundMail.PARKED)
    late = OutboundMail.objects.filter(state=OutboundMail.QUEUED, queued_at__lt=now - LATE).exclude(error="")
    counted = CappedCounts([parked, late], cap=_MANY).ask()
    return replace(boxes, parked=counted[0], late=counted[1])


def _mailboxes() -> MailTroubles:
    wrong = (
        Q(failing_since__isnull=False) | ~Q(unmoved_reason="") | Q(grant__broken_since__isnull=False) | ~Q(missed=[])
    )
    rows = list(
        Mailbox.objects.filter(wrong, is_active=True)
        .order_by("address")
        .values_list(
            "id", "address", "failing_since", "error_reason", "error", "unmoved_reason", "unmoved_error",
            "grant__broken_since", "grant__error", "missed",
        )
    )  # fmt: skip
    return MailTroubles(
        failing=tuple(MailboxTrouble(*row[:5]) for row in rows if row[2] and not row[7]),
        unmoved=tuple(MailboxTrouble(row[0], row[1], None, row[5], row[6]) for row in rows if row[5] and not row[2]),
        ungranted=tuple(MailboxTrouble(row[0], row[1], row[7], "grant_broken", row[8]) for row in rows if row[7]),
        unread=tuple((row[0], row[1], len(row[9])) for row in rows if row[9]),
    )
