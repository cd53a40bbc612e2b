"""When a delivery is tried again, and when it is given up."""

from datetime import datetime, timedelta

LIFE = timedelta(days=2)  # of a round of tries
OFF_AFTER = timedelta(days=5)  # of nothing but failures
KEPT = timedelta(days=30)
# Together two days; afterwards it is dead.
_PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800, 28800, 28800, 28800)
)
SILENT = 3  # tries in a row without any answer, after which the others do not queue up behind each other's time-outs
_LONGEST_SILENCE = timedelta(minutes=5)


def pause_after(*, attempts: int, begun_at: datetime, now: datetime) -> timedelta | None:
    """The wait after so many failed tries; None: given up."""
    if attempts > len(_PAUSES) or now - begun_at >= LIFE:
        return None
    return _PAUSES[attempts - 1]


def silence_after(silent: int) -> timedelta:
    """How long a receiver that does not answer is left alone; nothing before the third time."""
    if silent < SILENT:
        return timedelta()
    return min(timedelta(seconds=15 * 2 ** min(silent - SILENT, 10)), _LONGEST_SILENCE)


def is_hopeless(*, failing_since: datetime | None, now: datetime) -> bool:
    """Nothing but failures for so long that nobody can be listening."""
    return failing_since is not None and now - failing_since >= OFF_AFTER
