"""SMTP connections kept open between messages, a few for each account."""

import contextlib
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tridesk.infra.mail.errors import DeliveryFailed, MailServerError, Reason
from tridesk.infra.mail.outgoing import Source
from tridesk.infra.mail.smtp import SmtpConnection
from tridesk.infra.mail.types import Account, Delivery, Reply


class BusyError(Exception):
    """All connections an account may have are in the hands of others, and one has been for so long that its server is
    slow or hangs: come again later, and see to other accounts meanwhile."""


@dataclass
class _Kept:
    connection: SmtpConnection
    carried: int = 0
    used_at: float = 0.0  # seconds of the monotonic clock


class SmtpPool:
    """Safe for many threads of one process; not to be shared over a fork.

    At most `size` connections an account at a time; callers beyond that wait until one has been at work for `patience`
    seconds: a server that hangs must not take a second thread, which others' mail needs. One that was idle for
    `idle_seconds` or carried `messages` is closed: servers end such connections themselves, and not politely.
    """

    def __init__(self, *, size: int = 2, idle_seconds: float = 30, messages: int = 100, patience: float = 5) -> None:
        self._patience = patience
        self._begun: dict[Account, list[float]] = defaultdict(list)  # when those at work began
        self._idle_seconds = idle_seconds
        self._messages = messages
        self._kept: dict[Account, deque[_Kept]] = defaultdict(deque)
        self._turns: dict[Account, threading.BoundedSemaphore] = defaultdict(lambda: threading.BoundedSemaphore(size))
        self._lock = threading.Lock()

    def send(self, account: Account, source: Source, *, sender: str, recipients: Sequence[str]) -> Delivery:
        """As `SmtpConnection.send`. DeliveryFailed also when the server cannot be used at all; BusyError."""
        with self._turn(account):
            if (kept := self._take(account)) is not None:
                try:
                    return self._carry(account, kept, source, sender, recipients)
                except DeliveryFailed as error:
                    # The server may have closed it while it was idle, or the token it was opened with has run out:
                    # that says nothing about the message.
                    if error.reason not in (Reason.UNREACHABLE, Reason.LOGIN_REFUSED) or error.uncertain:
                        raise
            return self._carry(account, _Kept(_open(account)), source, sender, recipients)

    def close_idle(self) -> None:
        """Close what was idle too long; for a caller that comes by now and then."""
        now = time.monotonic()
        with self._lock:
            stale = [
                lane.popleft()
                for lane in self._kept.values()
                for kept in tuple(lane)
                if kept.used_at + self._idle_seconds <= now
            ]
        _close(stale)

    def close(self) -> None:
        with self._lock:
            kept = [kept for lane in self._kept.values() for kept in lane]
            self._kept.clear()
        _close(kept)

    @contextlib.contextmanager
    def _turn(self, account: Account) -> Iterator[None]:
        with self._lock:
            turn = self._turns[account]
        if not turn.acquire(blocking=False) and not turn.acquire(timeout=self._patience_left(account)):
            raise BusyError
        began = time.monotonic()
        with self._lock:
            self._begun[account].append(began)
        try:
            yield
        finally:
            with self._lock:
                self._begun[account].remove(began)
            turn.release()

    def _patience_left(self, account: Account) -> float:
        with self._lock:
            longest = time.monotonic() - min(self._begun[account], default=time.monotonic())
        return max(self._patience - longest, 0)

    def _take(self, account: Account) -> _Kept | None:
        self.close_idle()
        with self._lock:
            lane = self._kept[account]
            return lane.pop() if lane else None  # the one used last: the others may grow old and go

    def _carry(self, account: Account, kept: _Kept, source: Source, sender: str, recipients: Sequence[str]) -> Delivery:
        try:
            return kept.connection.send(source, sender=sender, recipients=recipients)
        finally:
            kept.carried += 1
            self._put_back(account, kept)

    def _put_back(self, account: Account, kept: _Kept) -> None:
        if not kept.connection.usable or kept.carried >= self._messages:
            kept.connection.close()
            return
        kept.used_at = time.monotonic()
        with self._lock:
            self._kept[account].append(kept)


def _open(account: Account) -> SmtpConnection:
    try:
        return SmtpConnection(account)
    except MailServerError as error:
        code = int(error.code) if error.code.isdecimal() else 0
        raise DeliveryFailed(Reply(code, "", error.detail), permanent=False, reason=error.reason) from error


def _close(kept: Sequence[_Kept]) -> None:
    for one in kept:
        one.connection.close()
