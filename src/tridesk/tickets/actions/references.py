"""Whether what a ticket is to point at is there, and fit for it."""

from collections.abc import Callable
from typing import Any

from tridesk.identity.queries import assignable, names, team_exists
from tridesk.kernel.errors import InvalidError
from tridesk.orgs.queries import organisation_names

_IS_FIT: dict[str, Callable[[Any], bool]] = {
    "assignee": lambda person: assignable(person_id=person),
    "follower": lambda person: assignable(person_id=person),
    "requester": lambda person: bool(names(person_ids=[person])),
    "cc": lambda person: bool(names(person_ids=[person])),
    "team": lambda team: team_exists(team_id=team),
    "organisation": lambda organisation: bool(organisation_names(organisation_ids=[organisation])),
}


def require_fit(name: str, value: int | None) -> None:
    """Raises InvalidError (required, unknown_value, not_assignable); only the requester must be somebody."""
    if value is None:
        if name == "requester":
            raise InvalidError(field=name, reason="required")
    elif not _IS_FIT[name](value):
        reason = "not_assignable" if name in ("assignee", "follower") else "unknown_value"
        raise InvalidError(field=name, reason=reason, value=value)
