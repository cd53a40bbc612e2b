"""The one place that reads the clock. Doors and tasks call it; everything else is handed `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC, microseconds kept."""
    return datetime.now(UTC)
