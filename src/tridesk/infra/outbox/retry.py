"""What a handler may say instead of success, and how long to wait before the next try."""

from datetime import timedelta

# Together about a day: a server that is restored overnight finds its work still waiting.
PAUSES = tuple(timedelta(seconds=s) for s in (1, 5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800))


class Permanent(Exception):  # noqa: N818 - reads as what it says: `raise Permanent("...")`
    """Trying again will not help: park at once."""


class Postpone(Exception):  # noqa: N818
    """Not now, and not a failure: run again after `pause`, with no try counted."""

    def __init__(self, pause: timedelta) -> None:
        super().__init__(pause)
        self.pause = pause


def pause_after(attempts: int) -> timedelta | None:
    """The wait after that many failed tries, or None when it is time to park."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
