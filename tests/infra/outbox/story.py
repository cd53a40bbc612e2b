"""Events, readers and tasks that only tests know. Readers write rows of the cache table: any table will do."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.tasks import task

from tridesk.infra.models import CacheEntry
from tridesk.infra.outbox import Permanent, record, subscriber
from tridesk.infra.outbox.work import run_due
from tridesk.kernel.clock import now
from tridesk.kernel.events import Event


class Told(Event, name="test.told"):
    room: str
    number: int

    @property
    def stream(self) -> str:
        return self.room


class Whispered(Told, name="test.whispered"):
    loud: bool = False


TROUBLE: dict[str, Callable[[Any], None]] = {}
"""What a reader does before it writes; tests put functions here that raise."""
DONE: list[Any] = []
SOON = timedelta(milliseconds=500)  # shorter than any pause


def write(reader: str, event: Told) -> None:
    TROUBLE.get(reader, lambda _: None)(event)
    CacheEntry.objects.create(cache_key=f"{reader}|{event.room}|{event.number}", value="", expires=now())


@subscriber("test.first", Told)
def first(event: Told) -> None:
    write("first", event)


@subscriber("test.second", Told)
def second(event: Told) -> None:
    write("second", event)


@subscriber("test.loud", Whispered, when=lambda event: event.loud)
def loud(event: Whispered) -> None:
    write("loud", event)


def read(reader: str) -> list[tuple[str, int]]:
    """What a reader has written, in no order."""
    keys = CacheEntry.objects.filter(cache_key__startswith=f"{reader}|").values_list("cache_key", flat=True)
    return sorted((key.split("|")[1], int(key.split("|")[2])) for key in keys)


def note(*words: str) -> None:
    """A plain task."""
    TROUBLE.get("note", lambda _: None)(words)
    DONE.append(words)


def hopeless() -> None:
    raise Permanent("it is of no use")


@task
def double(number: int, *, times: int = 2) -> None:
    """A task of Django's interface."""
    DONE.append(number * times)


@task(queue_name="mail")
async def later(word: str) -> None:
    DONE.append(word)


def tell(room: str, *numbers: int) -> None:
    with transaction.atomic():
        record(*(Told(room=room, number=number, at=now(), by=None) for number in numbers))


def run_all() -> None:
    while run_due("events", now=now() + SOON):
        pass


def failing(*numbers: int):
    def trouble(event: Told) -> None:
        if event.number in numbers:
            raise ValueError(f"number {event.number} is bad luck")

    return trouble
