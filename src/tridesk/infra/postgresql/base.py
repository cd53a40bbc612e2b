"""A kept connection is looked at before each request. A statement for that costs as much as the request's own do; the
socket tells the same without one: a server that ended, or hung up on us, has left something to be read there.

A line that died without a word (a switched-off machine, a forgetful firewall) is not seen that way: whoever rested for
long asks with a statement.
"""

import select
import time
from typing import Any

from django.db.backends.postgresql import base

RESTED = 30.0  # seconds without a request after which the server itself is asked


class DatabaseWrapper(base.DatabaseWrapper):
    """Looked for by Django under this name."""

    _asked_at = 0.0

    def is_usable(self) -> bool:
        """Whether the next statement will find its server."""
        now = time.monotonic()
        rested, self._asked_at = now - self._asked_at > RESTED, now
        connection: Any = self.connection
        if rested or connection is None or connection.closed or _has_news(connection.fileno()):
            return bool(super().is_usable())
        return True


def _has_news(socket: int) -> bool:
    """Something came that nobody asked for: an end, or a notice."""
    look = select.poll()
    look.register(socket, select.POLLIN)
    return bool(look.poll(0))
