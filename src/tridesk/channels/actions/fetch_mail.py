"""What is new in a mailbox is stored here, and only then marked seen, moved or deleted there."""

from collections.abc import Callable, Iterator, Sequence
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

LEASE = timedelta(minutes=3)
_HISTORY = timedelta(days=1)  # before a mailbox was added: whoever wrote then waits for no number of ours


def fetch_new(*, mailbox: Mailbox, connection: ImapConnection, clock: Callable[[], datetime]) -> int:
    """Stores every mail above the last UID; returns how many came. Safe to repeat at any point.

    A changed UIDVALIDITY (RFC 3501 section 2.3.1.1) means that the numbers mean nothing any more: everything is
    looked at again, and what we have is recognised by its fingerprint. `clock` is asked for each mail: a history
    of thousands takes its time. What lay there long before the mailbox was added is taken in, but answered to
    nobody. A mail that the server cannot give is remembered and asked for again; the next ones go on.
    """
    state = connection.select(mailbox.folder)
    if state.uidvalidity != mailbox.uidvalidity:
        mailbox.uidvalidity, mailbox.last_uid, mailbox.missed, mailbox.unmoved = state.uidvalidity, 0, [], []
        mailbox.save(update_fields=["uidvalidity", "last_uid", "missed", "unmoved"])
    forget_gone(mailbox, connection)
    count = _fetch_missed(mailbox, connection, state, clock)
    moving = put_away(mailbox, connection, writable=state.writable)
    for piece in connection.new_messages(after_uid=mailbox.last_uid):
        count += _fetch_piece(mailbox, connection, state, piece, clock)
        mailbox.last_uid = max(message.uid for message in piece)
        mailbox.save(update_fields=["last_uid", "missed", "unmoved"])
        moving = moving and put_away(mailbox, connection, writable=state.writable)
    return count


def _fetch_piece(
    mailbox: Mailbox,
    connection: ImapConnection,
    state: FolderState,
    piece: Sequence[WaitingMessage],
    clock: Callable[[], datetime],
) -> int:
    stored = []
    history = {message.uid for message in piece if message.received_at < mailbox.created_at - _HISTORY}
    lane = lane_of(mailbox=MailboxId(mailbox.pk), history=bool(history)) if piece else LANE
    for fetched in connection.fetch(piece):
        if fetched.content is None:
            mailbox.missed = sorted({*mailbox.missed, fetched.uid})
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
    if state.writable:
        connection.mark_seen(stored)
    remember(mailbox, stored)
    return len(stored)


def _fetch_missed(
    mailbox: Mailbox, connection: ImapConnection, state: FolderState, clock: Callable[[], datetime]
) -> int:
    count = 0
    missed, mailbox.missed = list(mailbox.missed), []
    for uid in missed:
        piece = next(connection.new_messages(after_uid=uid - 1, piece=1), ())
        count += _fetch_piece(mailbox, connection, state, [message for message in piece if message.uid == uid], clock)
    if missed:
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
    with servers.open_imap(mailbox, account, clock=clock) as server:
        return fetch_new(mailbox=mailbox, connection=server, clock=clock)
