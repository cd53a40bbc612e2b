"""Whether any webhook may want an event. It is asked whenever an event is recorded, so the answer is kept a moment: a
new webhook hears what happens from then on, two seconds later at most where another process records it."""

import threading
import time

from tridesk.webhooks.models import Webhook
from tridesk.webhooks.rules.payloads import matches

HELD = 2.0  # seconds


class _Known:
    def __init__(self) -> None:
        self.patterns: frozenset[str] = frozenset()
        self.until = 0.0
        self.lock = threading.Lock()


_known = _Known()


def may_be_wanted(*, name: str) -> bool:
    """Mostly without a statement."""
    if _known.until < time.monotonic():
        _ask()
    return bool(_known.patterns) and matches(_known.patterns, name)


def _ask() -> None:
    rows = Webhook.objects.filter(is_active=True).values_list("events", flat=True)
    patterns = frozenset(pattern for events in rows for pattern in events)
    with _known.lock:
        _known.patterns, _known.until = patterns, time.monotonic() + HELD


def ask_anew() -> None:
    """After a webhook was changed in this process."""
    _known.until = 0.0


def hold(*, patterns: frozenset[str] = frozenset(), seconds: float) -> None:
    """Takes this for the answer for so long. For tests, which record events that nobody is to wait for."""
    with _known.lock:
        _known.patterns, _known.until = patterns, time.monotonic() + seconds
