"""What is new in a mailbox is stored here, and only then marked seen, moved or deleted there."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial

from tridesk.channels.actions import servers
from tridesk.channels.actions.fetch_pop import sessions
from tridesk.channels.actions.put_away import forget_gone, put_away, remember
from tridesk.channels.actions.store_mail import LANE, lane_of, store_mail
from tridesk.channels.models import Mailbox
from tridesk.infra.mail.errors import MailServerError
from tridesk.infra.mail.imap import ImapConnection
from tridesk.infra.mail.types import FolderState, WaitingMessage
from tridesk.kernel.ids import MailboxId

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)
_HISTORY = timedelta(days=1)  # before a mailbox was added: whoever wrote then waits for no number of ours
_TOGETHER = 50  # mails whose contents are asked for in one command, at most
_PIECE = 200
_BREAKS = 3  # connections that may break in one round


def fetch_new(*, mailbox: Mailbox, connection: ImapConnection, clock: Callable[[], datetime]) -> int:
    """Stores every mail above the last UID; returns how many came. Safe to repeat at any point.

    A changed UIDVALIDITY (RFC 3501 section 2.3.1.1) means that the numbers mean nothing any more: everything is
    looked at again, and what we have is recognised by its fingerprint. `clock` is asked for each mail: a history
    of thousands takes its time. What lay there long before the mailbox was added is taken in, but answered to
    nobody. A mail that the server cannot give is remembered for `fetch_missed`; the next ones go on, even where it
    broke the connection.
    """
    state = connection.select(mailbox.folder)
    if state.uidvalidity != mailbox.uidvalidity:
        mailbox.uidvalidity, mailbox.last_uid, mailbox.missed, mailbox.unmoved = state.uidvalidity, 0, [], []
        mailbox.save(update_fields=["uidvalidity", "last_uid", "missed", "unmoved"])
    forget_gone(mailbox, connection)
    count = 0
    moving = put_away(mailbox, connection, writable=state.writable)
    for piece in _pieces(mailbox, connection):
        count += _fetch_piece(mailbox, connection, state, piece, clock)
        mailbox.last_uid = max(message.uid for message in piece)
        mailbox.save(update_fields=["last_uid", "missed", "unmoved"])
        moving = moving and put_away(mailbox, connection, writable=state.writable)
    return count


def _pieces(mailbox: Mailbox, connection: ImapConnection) -> Iterator[Sequence[WaitingMessage]]:
    """What is new. What cannot even be described (Dovecot reads a mail to tell its size) is passed over, too."""
    pieces = connection.new_messages(after_uid=mailbox.last_uid, piece=_PIECE)
    while True:
        try:
            piece = next(pieces, None)
        except MailServerError:
            asked = connection.looking
            mailbox.last_uid = max(mailbox.last_uid, asked.start - 1)  # below it lies nothing
            _pass_over(mailbox, asked if len(asked) <= _PIECE else ())
            raise
        if piece is None:
            return
        yield piece


def _fetch_piece(
    mailbox: Mailbox,
    connection: ImapConnection,
    state: FolderState,
    piece: Sequence[WaitingMessage],
    clock: Callable[[], datetime],
) -> int:
    stored: list[int] = []
    history = {message.uid for message in piece if message.received_at < mailbox.created_at - _HISTORY}
    lane = lane_of(mailbox=MailboxId(mailbox.pk), history=bool(history)) if piece else LANE
    try:
        for fetched in connection.fetch(piece):
            if fetched.content is None:
                mailbox.missed = list(dict.fromkeys([*mailbox.missed, fetched.uid]))
                continue
            source = f"{mailbox.address}/{mailbox.folder};UIDVALIDITY={state.uidvalidity}/;UID={fetched.uid}"
            store_mail(
                raw=fetched.content,
                mailbox=MailboxId(mailbox.pk),
                source=source,
                answer=fetched.uid not in history,
                lane=lane,
                now=clock(),
            )
            stored.append(fetched.uid)
    except MailServerError:
        settled = {*stored, *mailbox.missed}
        _pass_over(mailbox, [message.uid for message in piece if message.uid not in settled][:_TOGETHER])
        raise
    if state.writable:
        connection.mark_seen(stored)
    remember(mailbox, stored)
    return len(stored)


def _pass_over(mailbox: Mailbox, suspects: Sequence[int]) -> None:
    """The connection broke while these were asked for. Dovecot breaks it over a mail that it cannot read, every time:
    asked for together again, one such mail would stop all that come after it. Now each is asked for alone."""
    mailbox.missed = [*mailbox.missed, *suspects]
    mailbox.last_uid = max(mailbox.last_uid, *suspects, 0)
    mailbox.save(update_fields=["last_uid", "missed"])


def fetch_missed(
    *, mailbox: Mailbox, connect: Callable[[], AbstractContextManager[ImapConnection]], clock: Callable[[], datetime]
) -> int:
    """Asks again for what the server could not give, each mail alone; returns how many came.

    On connections of their own, which may break: whichever mail breaks one goes to the end, and the others have their
    turn on the next.
    """
    waiting, count = list(mailbox.missed), 0
    for _ in range(_BREAKS):
        if not waiting:
            break
        try:
            with connect() as connection:
                state = connection.select(mailbox.folder)
                if state.uidvalidity != mailbox.uidvalidity:
                    break
                while waiting:
                    count += _ask_again(mailbox, connection, state, waiting.pop(0), clock)
        except MailServerError as error:
            log.warning("mailbox %s: mail %s cannot be fetched: %s", mailbox.pk, mailbox.missed[-1], error)
    return count


def _ask_again(
    mailbox: Mailbox, connection: ImapConnection, state: FolderState, uid: int, clock: Callable[[], datetime]
) -> int:
    mailbox.missed = [other for other in mailbox.missed if other != uid]
    try:
        found = next(connection.new_messages(after_uid=uid - 1, piece=1), ())
    except MailServerError:
        _pass_over(mailbox, [uid])
        raise
    count = _fetch_piece(mailbox, connection, state, [message for message in found if message.uid == uid], clock)
    mailbox.save(update_fields=["missed", "unmoved"])
    return count


def note_success(*, mailbox: Mailbox, now: datetime) -> None:
    """The mailbox answers."""
    Mailbox.objects.filter(pk=mailbox.pk).update(checked_at=now, failing_since=None, error="", error_reason="")


def note_failure(*, mailbox: Mailbox, error: MailServerError, now: datetime) -> None:
    """It does not; since when and why, for its page, the doctor and the log."""
    rows = Mailbox.objects.filter(pk=mailbox.pk)
    rows.filter(failing_since=None).update(failing_since=now)
    rows.update(error=str(error)[:2000], error_reason=error.reason.value, checked_at=now)


def lease(*, mailbox_id: MailboxId, token: str, now: datetime) -> bool:
    """Whether this worker may listen to the mailbox from now on, for 3 minutes."""
    wanted = Mailbox.objects.filter(pk=mailbox_id, is_active=True)
    free = wanted.filter(lease_token=token) | wanted.filter(lease_until=None) | wanted.filter(lease_until__lt=now)
    return bool(free.update(lease_token=token, lease_until=now + LEASE))


def renew(*, mailbox_id: MailboxId, token: str, now: datetime) -> bool:
    """Whether it may go on listening, for another 3 minutes. False when the mailbox was changed or switched off,
    or is somebody else's: then its settings must be read anew."""
    mine = Mailbox.objects.filter(pk=mailbox_id, is_active=True, lease_token=token)
    return bool(mine.update(lease_until=now + LEASE))


def release(*, token: str) -> None:
    """Gives all this worker's mailboxes back, so that another need not wait."""
    Mailbox.objects.filter(lease_token=token).update(lease_token="", lease_until=None)


def poll_once(*, mailbox_id: MailboxId, clock: Callable[[], datetime]) -> int:
    """Fetches what is new and returns how many came; for the command line. Raises MailServerError, SecretLostError."""
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    if not mailbox.fetch_host:
        return 0
    try:
        count = sum(sessions_of(mailbox, clock=clock)) if mailbox.fetch_by == Mailbox.POP3 else _look(mailbox, clock)
    except MailServerError as error:
        note_failure(mailbox=mailbox, error=error, now=clock())
        raise
    note_success(mailbox=mailbox, now=clock())
    return count


def sessions_of(mailbox: Mailbox, *, clock: Callable[[], datetime]) -> Iterator[int]:
    """The sessions with its POP3 server (fetch_pop.py). Raises MailServerError, SecretLostError."""
    account = servers.fetching(mailbox, now=clock())
    if account is not None:
        connect = partial(servers.open_pop, mailbox, account, clock=clock)
        yield from sessions(mailbox=mailbox, connect=connect, clock=clock)


def _look(mailbox: Mailbox, clock: Callable[[], datetime]) -> int:
    account = servers.fetching(mailbox, now=clock())
    if account is None:
        return 0
    connect = partial(servers.open_imap, mailbox, account, clock=clock)
    with connect() as server:
        count = fetch_new(mailbox=mailbox, connection=server, clock=clock)
    return count + fetch_missed(mailbox=mailbox, connect=connect, clock=clock)
