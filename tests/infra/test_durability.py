import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tridesk.infra import durability
from tridesk.infra.asking import ask_one


def said() -> str:
    """How this thread's connection commits."""
    (how,) = ask_one("PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit")
    return str(how)


def in_a_thread(*steps: Callable[[], object]) -> list[str]:
    """What the connection of a new thread says after each step."""
    answers: list[str] = []

    def run() -> None:
        for step in steps:
            step()
            answers.append(said())
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_only_the_thread_that_asks_and_on_every_connection_it_opens():
    usual, relaxed = said(), "1" if connection.vendor == "sqlite" else "off"
    steps = (bool, durability.repeatable, bool, lambda: connection.close())  # noqa: PLW0108 - each thread has a connection of its own
    assert in_a_thread(*steps) == [usual, relaxed, relaxed, relaxed]
    assert in_a_thread(bool) == [usual] != [relaxed]
