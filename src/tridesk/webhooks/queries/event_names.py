"""The names that a webhook can ask for."""

from tridesk.webhooks.rules.payloads import PATTERNS, TOLD


def event_names() -> list[str]:
    """Every event, and `ticket.*` before those of tickets."""
    return sorted([*PATTERNS - {"*"}, *TOLD])
