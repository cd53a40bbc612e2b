"""What is new on a POP3 server is stored here, and only then deleted there.

POP3 knows neither folders nor marks: what we have is remembered by its name there (PopSeen). A session is short: it
takes at most a hundred mails and ends, since only its end deletes, and many servers let nobody else in meanwhile.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction

from tridesk.channels.actions.put_away import note, remember
from tridesk.channels.actions.store_mail import store_mail
from tridesk.channels.kinds.email.arrivals import arrived_at
from tridesk.channels.models import Mailbox, PopSeen
from tridesk.infra.mail.contents import FetchedMessage
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.pop3 import PopConnection
from tridesk.infra.mail.types import LyingMessage
from tridesk.kernel.ids import MailboxId

log = logging.getLogger(__name__)
PIECE = 100  # mails of a session
_NOTED = 20  # mails after which it is written down which they were: whoever is killed fetches so many again
_ROWS = 500
_HISTORY = timedelta(days=1)  # as in fetch_mail.py

type Clock = Callable[[], datetime]


def sessions(*, mailbox: Mailbox, connect: Callable[[], PopConnection], clock: Clock) -> Iterator[int]:
    """Session after session until nothing new lies there; yields how many mails each brought. Stop after any, and go
    on later. Safe to repeat at any point: what we have is recognised by its fingerprint.

    A mail that breaks the connection is not asked for again before all others were fetched.
    """
    more = True
    while more:
        with connect() as server:
            count, more = _take_new(mailbox, server, clock)
        yield count
    if mailbox.missed:
        with connect() as server:
            yield _take_missed(mailbox, server, clock)


def _take_new(mailbox: Mailbox, server: PopConnection, clock: Clock) -> tuple[int, bool]:
    lying = _lying(server)
    seen = _seen(mailbox, lying)
    mailbox.missed = [name for name in mailbox.missed if name in lying]
    mailbox.unmoved = [name for name in mailbox.unmoved if name in lying]
    new = [message for name, message in lying.items() if name not in seen and name not in mailbox.missed]
    count = sum(_take(mailbox, server, some, clock) for some in batched(new[:PIECE], _NOTED, strict=False))
    _delete(mailbox, server, lying)
    return count, len(new) > PIECE


def _take_missed(mailbox: Mailbox, server: PopConnection, clock: Clock) -> int:
    """Each once; whichever breaks the connection goes to the end, so that the others have their turn."""
    lying = _lying(server)
    missed = [lying[name] for name in mailbox.missed if name in lying]
    try:
        count = sum(_take(mailbox, server, [message], clock) for message in missed)
    except MailServerError as error:
        log.warning("mailbox %s: a mail cannot be fetched: %s", mailbox.pk, error)
        return 0
    _delete(mailbox, server, lying)
    return count


def _lying(server: PopConnection) -> dict[str, LyingMessage]:
    """By name; of two with the same one, which are the same mail, the first."""
    lying: dict[str, LyingMessage] = {}
    for message in server.messages():
        lying.setdefault(message.uidl, message)
    return lying


def _seen(mailbox: Mailbox, lying: Mapping[str, LyingMessage]) -> set[str]:
    """What we have of what lies there; the rest is forgotten."""
    known = PopSeen.objects.filter(mailbox=mailbox)
    seen = set(known.values_list("uidl", flat=True))
    for gone in batched(seen - lying.keys(), _ROWS, strict=False):
        known.filter(uidl__in=gone).delete()
    return seen & lying.keys()


def _take(mailbox: Mailbox, server: PopConnection, messages: Sequence[LyingMessage], clock: Clock) -> int:
    stored: list[str] = []
    try:
        for message in messages:
            _turn(mailbox, message.uidl, failed=True)
            for fetched in server.fetch([message]):
                if _store(mailbox, message, fetched, clock):
                    stored.append(message.uidl)
                    _turn(mailbox, message.uidl, failed=False)
    except MailServerError:
        _write_down(mailbox, stored)
        raise
    _write_down(mailbox, stored)
    return len(stored)


def _turn(mailbox: Mailbox, name: str, *, failed: bool) -> None:
    others = [each for each in mailbox.missed if each != name]
    mailbox.missed = [*others, name] if failed else others


def _store(mailbox: Mailbox, message: LyingMessage, fetched: FetchedMessage, clock: Clock) -> bool:
    if fetched.content is None:
        log.warning("mailbox %s: %s cannot be fetched: %s", mailbox.pk, message.uidl, fetched.error)
        return False
    arrived = arrived_at(fetched.content)
    store_mail(
        raw=fetched.content,
        mailbox=MailboxId(mailbox.pk),
        source=f"{mailbox.address}/;UIDL={message.uidl}",
        answer=arrived is None or arrived >= mailbox.created_at - _HISTORY,
        now=clock(),
    )
    return True


def _write_down(mailbox: Mailbox, stored: Sequence[str]) -> None:
    with transaction.atomic():  # what is known would not be deleted any more
        PopSeen.objects.bulk_create([PopSeen(mailbox=mailbox, uidl=name) for name in stored], ignore_conflicts=True)
        remember(mailbox, stored)
        mailbox.save(update_fields=["missed", "unmoved"])


def _delete(mailbox: Mailbox, server: PopConnection, lying: Mapping[str, LyingMessage]) -> None:
    """Ends the session, deleting what waits for it. A server that refuses is asked again in the next one."""
    try:
        server.mark_deleted(lying[name].number for name in mailbox.unmoved if name in lying)
        server.finish()
    except MailServerError as error:
        if error.reason is Reason.UNREACHABLE:
            raise
        note(mailbox, "put_away_refused", str(error))
        return
    mailbox.unmoved = []
    mailbox.save(update_fields=["missed", "unmoved"])
    note(mailbox, "", "")
