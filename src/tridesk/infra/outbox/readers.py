"""Who hears which event. Rooms declare their readers in `subscribers.py`; `bootstrap` imports those files."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tridesk.kernel.events import Event

type Handler = Callable[..., None]

_readers: dict[str, "Reader"] = {}
_by_event: dict[type[Event], list["Reader"]] = {}


@dataclass(frozen=True, slots=True)
class Reader:
    """A named listener. `name` is on disk: jobs wait under it, so it never changes.

    The handler runs in a transaction that also marks the event as read: what it writes happens once.
    """

    name: str
    handler: Handler
    lane: str
    when: Callable[[Any], bool]
    numbered: bool = False  # the handler also gets the number of the line


def subscriber(
    name: str,
    *events: type[Event],
    lane: str = "events",
    when: Callable[[Any], bool] = lambda _: True,
    numbered: bool = False,
) -> Callable[[Handler], Handler]:
    """Declares the decorated function as reader `name` of exactly these events.

    `when` looks at the event alone, while it is recorded: what it refuses costs no job. `numbered`: the function takes
    the event and the number of its line.
    """

    def declare(handler: Handler) -> Handler:
        if name in _readers:
            raise TypeError(f"two readers are called {name}")
        reader = _readers[name] = Reader(name, handler, lane, when, numbered)
        for event in events:
            _by_event.setdefault(event, []).append(reader)
        return handler

    return declare


def readers(event: type[Event]) -> list[Reader]:
    """The readers of exactly this event, in the order in which they were declared."""
    return _by_event.get(event, [])


def reader(name: str) -> Reader | None:
    """The reader of that name, or None where the code that declared it is gone."""
    return _readers.get(name)
