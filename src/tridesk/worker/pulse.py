"""The worker's pulse: leases are renewed while it beats, and those of workers that died here are freed."""

import logging
import time
from collections.abc import Callable

from django.db import connection

from tridesk.channels.actions import fetch_mail
from tridesk.infra import recurring
from tridesk.infra.outbox import leases
from tridesk.infra.presence import Presence
from tridesk.kernel.clock import now

log = logging.getLogger(__name__)
_TICK = 1.0  # seconds between looks for the dead


def beat(presence: Presence, wait: Callable[[float], bool]) -> None:
    """Until `wait` says that it is over."""
    renewed = time.monotonic()
    while True:
        try:
            free_the_dead(presence)
            if time.monotonic() - renewed >= leases.BEAT.total_seconds():
                leases.renew(now=now())
                recurring.renew(now=now())
                renewed = time.monotonic()
        except Exception:
            log.exception("leases cannot be renewed")
            connection.close()
        if wait(_TICK):
            break
    connection.close()


def free_the_dead(presence: Presence) -> None:
    """What a killed worker of this machine held is anybody's again, at once."""
    for name in presence.gone():
        jobs = leases.free(holder=name, now=now())
        fetch_mail.release(token=name)
        presence.bury(name)
        log.warning("worker %s died: %s jobs are freed", name, jobs)
