"""Plain values of webhooks and hooks; they cross rooms."""

from dataclasses import dataclass
from enum import StrEnum


class Operator(StrEnum):
    """How a condition compares."""

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    CONTAINS = "contains"


@dataclass(frozen=True, slots=True)
class Condition:
    """`field` is a path into a payload's data (`changes.status.after`). `value` is text; for `in` several by commas."""

    field: str
    operator: Operator
    value: str


class DeliveryState(StrEnum):
    """`dead`: given up; it can be sent again by hand."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class OffReason(StrEnum):
    """Why the desk switched a webhook off."""

    GONE = "gone"
    FAILING = "failing"


class Outcome(StrEnum):
    """What a call of a hook led to. `nothing`: it told the end of what nobody knew of."""

    OPENED = "opened"
    ADDED = "added"
    RESOLVED = "resolved"
    REPEATED = "repeated"
    NOTHING = "nothing"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a call says, before anything is looked up. `level` is the priority, None where nothing known is said."""

    subject: str
    body: str
    requester: str
    level: int | None
    tags: tuple[str, ...]
    key: str
    sender_id: str
    resolved: bool
