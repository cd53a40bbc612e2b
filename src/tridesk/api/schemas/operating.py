"""What happened to settings and rights, what got stuck, how the desk fares."""

from typing import Any

from tridesk.api.schemas.base import Listed, Moment, Named, Out


class AuditLine(Out):
    """`by` is null for the desk itself; `about` is the thing it happened to, where that has an id; `data` is laid out
    as in the payload of the event of this name."""

    id: str
    at: Moment
    event: str
    by: Named | None
    ip: str
    about: str | None
    data: dict[str, Any]


class Audit(Listed[AuditLine]):
    """The audit trail, the newest first."""


class ParkedJob(Out):
    """Work that failed for good. `event` is what it reacts to, `about` the thing, where that has an id."""

    id: str
    work: str
    event: str
    about: str | None
    attempts: int
    parked_at: Moment
    error: str


class Jobs(Listed[ParkedJob]):
    """Parked work, the newest first."""


class JobDone(Out):
    """False: somebody dealt with it meanwhile."""

    done: bool


class DeskTrouble(Out):
    """`code` is stable; `todo` says what to do now, `said` is in a server's words; `mailbox` or `webhook` is the
    one it is about."""

    level: str
    code: str
    text: str
    todo: str
    said: str
    mailbox: str | None
    webhook: str | None


class Backlog(Out):
    """`overdue_since`: when the longest-waiting due job should have run; `undelivered`: events that some reader has not
    had yet."""

    waiting: int
    undelivered: int
    parked: int
    overdue_since: Moment | None


class Health(Out):
    """`healthy`: no trouble is an error. `work` is null for those who do not look after it."""

    healthy: bool
    troubles: list[DeskTrouble]
    work: Backlog | None
