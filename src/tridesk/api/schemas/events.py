"""Events."""

from typing import Any

from tridesk.api.schemas.base import Moment, Out


class Event(Out):
    """`version` counts how `data` of this `type` is laid out: fields are added within one, and only the next changes
    what is there."""

    type: str
    version: int
    id: str
    at: Moment
    data: dict[str, Any]


class Events(Out):
    """`next` is always there: the place to go on from."""

    items: list[Event]
    next: str
    more: bool
