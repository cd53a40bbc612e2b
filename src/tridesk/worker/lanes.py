"""The threads that take jobs: one per lane, or several where jobs wait for networks."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection

from django.db import close_old_connections, connection

from tridesk.infra import durability
from tridesk.infra.outbox.claim import BATCH
from tridesk.infra.outbox.work import run_due
from tridesk.infra.wake import ANY, Waiter

log = logging.getLogger(__name__)
_LOOK_ANYWAY = 1.0  # seconds: retries and leases come due without anybody's word
_BREATHER = 1.0  # seconds after something went wrong
# Their work is readers and stored mails: nothing leaves the house from here.
_REPEATABLE = {"events", "intake", "history"}
_LIMITS = {
    "mail": 4,
    "hooks": 2,
    "files": 4,
}  # what waits for networks is shared out among the threads, or given back soon


class Bell:
    """Rung when there may be work, for some lanes or for all; every thread of a lane hears each ring once."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings: Counter[str] = Counter()
        self._for_all = 0

    def ring(self, lanes: Collection[str] = ANY) -> None:
        with self._condition:
            self._rings.update(lanes)
            self._for_all += not lanes
            self._condition.notify_all()

    def wait(self, lane: str, heard: int, seconds: float) -> int:
        """Returns the lane's count of rings, at once when it is not `heard` any more."""
        with self._condition:
            self._condition.wait_for(lambda: self._count(lane) != heard, timeout=seconds)
            return self._count(lane)

    def _count(self, lane: str) -> int:
        return self._rings[lane] + self._for_all


def watch(bell: Bell, stopped: Callable[[], bool]) -> None:
    """Rings the bell when another transaction has committed work."""
    waiter = Waiter()
    while not stopped():
        lanes = ANY
        try:
            lanes = waiter.wait(_LOOK_ANYWAY, stopped)
        except Exception:
            log.exception("the database does not answer")
            connection.close()
            waiter = Waiter()
            threading.Event().wait(_BREATHER)
        bell.ring(lanes)
    connection.close()


def work(lane: str, holder: str, bell: Bell, stopped: Callable[[], bool]) -> None:
    """Runs a lane's jobs as they come due, until stopped."""
    heard = -1
    if lane in _REPEATABLE:
        durability.repeatable()
    limit = _LIMITS.get(lane, BATCH)
    while not stopped():
        try:
            while run_due(lane, holder=holder, limit=limit, stopped=stopped) and not stopped():
                pass
        except Exception:
            log.exception("lane %s stumbled", lane)
            connection.close()
            threading.Event().wait(_BREATHER)
        close_old_connections()
        heard = bell.wait(lane, heard, _LOOK_ANYWAY)
    connection.close()
