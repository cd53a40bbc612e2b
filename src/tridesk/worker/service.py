"""The worker: lanes, mailboxes and recurring work in one process, until a signal ends it."""

import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from django.conf import settings
from django.db import connection

from tridesk.infra.mail.idle import Waker
from tridesk.infra.presence import Presence
from tridesk.infra.recurring import Recurring, run_due
from tridesk.kernel.clock import now
from tridesk.worker.lanes import Bell, watch, work
from tridesk.worker.mailboxes import Listeners
from tridesk.worker.pulse import beat

log = logging.getLogger(__name__)
_WAITING = ("mail", "hooks")  # lanes that wait for networks
_TICK = 1.0  # seconds between looks at recurring work
_PARENT = 0.5  # seconds between looks whether the parent still lives
_PATIENCE = 10.0  # seconds for all running jobs to end before the process does


class Worker:
    """Started once; `run` returns when `stop` was called or, with `parent`, when the parent process is gone."""

    def __init__(self, table: Sequence[Recurring], *, parent: int | None = None) -> None:
        self._table = table
        self._parent = parent
        self._call = Waker()
        self._stop = threading.Event()
        self._bell = Bell()
        self._presence = Presence(settings.CONFIG.data_dir / "workers")
        self._listeners = Listeners(self._presence.name, self._stop.is_set)

    def stop(self) -> None:
        """Safe to call from a signal handler (it takes no lock), from any thread, and more than once."""
        self._call.wake()

    def run(self) -> None:
        """Blocks until the end."""
        threads = self._threads()
        while not select.select([self._call.ear], [], [], _PARENT)[0]:
            if self._parent is not None and os.getppid() != self._parent:
                log.warning("the parent process is gone: ending")
                break
        self._stop.set()
        self._bell.ring()
        self._listeners.stop()
        deadline = time.monotonic() + _PATIENCE
        for thread in threads:
            thread.join(timeout=max(deadline - time.monotonic(), 0))
        if not any(thread.is_alive() for thread in threads):
            self._presence.leave()  # otherwise the next worker finds us dead and frees what still runs

    def _threads(self) -> list[threading.Thread]:
        stopped = self._stop.is_set
        threads = [_thread(watch, self._bell, stopped), _thread(beat, self._presence, self._stop.wait)]
        for lane in ("events", "intake", "history", "files", *_WAITING * settings.CONFIG.worker_threads):
            threads.append(_thread(work, lane, self._presence.name, self._bell, stopped))
        return [*threads, _thread(self._listeners.run), _thread(self._recur)]

    def _recur(self) -> None:
        while not self._stop.is_set():
            try:
                run_due(self._table, now=now())
            except Exception:
                log.exception("recurring work stumbled")
                connection.close()
            self._stop.wait(_TICK)
        connection.close()


def _thread(target: Callable[..., None], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=target, args=arguments, daemon=True)
    thread.start()
    return thread


def serve(table: Sequence[Recurring], *, parent: int | None = None) -> None:
    """Runs a worker in this process until SIGTERM or SIGINT."""
    worker = Worker(table, parent=parent)

    def end(_number: int, _frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    worker.run()
