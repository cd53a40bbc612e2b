"""What happened, as plain frozen values: past tense, ids and text, no models."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, dataclass_transform

_by_name: dict[str, type["Event"]] = {}


@dataclass_transform(kw_only_default=True, frozen_default=True)
@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. A subclass becomes a frozen keyword-only dataclass and names itself.

    `name` is the stable name on disk ("ticket.opened"). Events of one `stream` reach a reader in the order in
    which they were recorded; an empty stream promises no order. `audit` marks what the audit trail shows and
    what nobody can change afterwards.
    """

    name: ClassVar[str]
    audit: ClassVar[bool] = False

    at: datetime
    by: int | None
    ip: str = ""

    def __init_subclass__(cls, *, name: str = "", audit: bool | None = None) -> None:
        if audit is not None:
            cls.audit = audit
        if name:
            if name in _by_name and _by_name[name].__qualname__ != cls.__qualname__:
                raise TypeError(f"two events are called {name}")
            cls.name = name
            _by_name[name] = cls
        dataclass(frozen=True, kw_only=True)(cls)

    @property
    def stream(self) -> str:
        """The thing this happened to, as `kind:id`; at most 40 characters."""
        return ""


def event_type(name: str) -> type[Event] | None:
    """The class that names itself so, or None where a newer version wrote it."""
    return _by_name.get(name)
