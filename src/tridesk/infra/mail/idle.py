"""Waiting for mail: IDLE (RFC 2177) with renewals, or NOOP now and then where a server has no IDLE."""

import contextlib
import itertools
import select
import socket
import time
from typing import Self

from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.types import IdleEnd
from tridesk.infra.mail.wire import ImapWire


class Waker:
    """Ends a wait from another thread or a signal handler. A wake before the wait begins is not lost."""

    def __init__(self) -> None:
        self.ear, self._mouth = socket.socketpair()
        self.ear.settimeout(0)
        self._mouth.settimeout(0)

    def wake(self) -> None:
        with contextlib.suppress(OSError):  # full: it is awake already; closed: nobody waits any more
            self._mouth.send(b"!")

    def heard(self) -> bool:
        """Whether somebody called since the last time this was asked."""
        with contextlib.suppress(BlockingIOError):
            return bool(self.ear.recv(4096))
        return False

    def heard_within(self, seconds: float) -> bool:
        """Waits for a call; whether there was one."""
        select.select([self.ear], [], [], seconds)
        return self.heard()

    def close(self) -> None:
        self.ear.close()
        self._mouth.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Watch:
    """One wait on a selected folder, at most `seconds`, until more than `arrivals` are counted."""

    _tags = itertools.count(1)

    def __init__(self, wire: ImapWire, *, arrivals: int, seconds: float, waker: Waker | None) -> None:
        self._wire = wire
        self._arrivals = arrivals
        self._deadline = time.monotonic() + seconds
        self._waker = waker

    def idle(self, renew_seconds: float) -> IdleEnd:
        """IDLE again and again, each at most `renew_seconds`: servers and address translators on the way drop
        silent connections, the servers after half an hour, the others much sooner."""
        while (end := self._end()) is None:
            tag = self._begin()
            self._listen(time.monotonic() + renew_seconds)
            self._finish(tag)
        return end

    def poll(self, every_seconds: float) -> IdleEnd:
        while (end := self._end()) is None:
            self._listen(time.monotonic() + every_seconds)
            self._wire.noop()
        return end

    def _end(self) -> IdleEnd | None:
        if self._wire.arrivals > self._arrivals:
            return IdleEnd.NEWS
        if self._waker is not None and self._waker.heard():
            return IdleEnd.WOKEN
        return IdleEnd.TIMEOUT if time.monotonic() >= self._deadline else None

    def _listen(self, until: float) -> None:
        """Read what comes until there is news, a call, or no time left."""
        ear = self._waker.ear if self._waker is not None else None
        while self._wire.arrivals == self._arrivals:
            if not self._wire.has_line_within(min(until, self._deadline) - time.monotonic(), ear):
                return
            self._said()

    def _begin(self) -> bytes:
        tag = b"idle%d" % next(self._tags)
        self._wire.send(tag + b" IDLE\r\n")
        while not (line := self._said()).startswith(b"+"):
            if line.startswith(tag + b" "):
                raise MailServerError(Reason.PROTOCOL, permanent=False, code="IDLE", detail=_text(line))
        return tag

    def _finish(self, tag: bytes) -> None:
        self._wire.send(b"DONE\r\n")
        while not self._said().startswith(tag + b" "):
            pass

    def _said(self) -> bytes:
        line = self._wire.readline()
        if line.upper().startswith(b"* BYE"):
            raise self._wire.abort(_text(line))
        return line


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip()
