"""`tridesk run` is one family: it serves, prints its address, and nobody of it is left behind."""

import os
import urllib.request
from collections.abc import Iterator

import pytest
from tests.journeys.harness import Installation, installation


@pytest.fixture(scope="module")
def desk() -> Iterator[Installation]:
    with installation() as made:
        yield made


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_serves_and_ends_cleanly_with_its_worker(desk):
    family = desk.serve()
    with urllib.request.urlopen(f"{desk.address}/", timeout=30) as page:
        assert page.status == 200
    desk.wait_for("SELECT 1 FROM infra_recurring")
    (worker,) = family.children
    assert family.end() == 0
    assert not lives(worker)
    assert list((desk.folder / "workers").iterdir()) == [], "the worker left in order"
    assert "Traceback" not in family.output


def test_sigterm_ends_it_as_well(desk):
    import signal

    family = desk.serve()
    desk.wait_until(lambda: len(family.children) == 1)
    (worker,) = family.children
    assert family.end(signal.SIGTERM) == 0
    assert not lives(worker)


def test_a_worker_that_dies_is_started_again(desk):
    import signal

    family = desk.serve()
    desk.wait_until(lambda: len(family.children) == 1)
    (first,) = family.children
    os.kill(first, signal.SIGKILL)
    desk.wait_until(lambda: family.children not in ([], [first]))
    assert family.end() == 0


def test_a_killed_run_takes_its_worker_with_it(desk):
    family = desk.serve()
    desk.wait_until(lambda: len(family.children) == 1)
    (worker,) = family.children
    family.kill()
    desk.wait_until(lambda: not lives(worker))


def test_a_taken_address_is_said_before_anything_starts(desk):
    family = desk.serve()
    done = desk.tridesk("run")
    assert done.returncode == 69
    assert "TRIDESK_BIND" in done.stderr
    assert family.end() == 0


def test_web_serves_the_pages_alone(desk):
    pages = desk.start("web")

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"{desk.address}/", timeout=30) as page:
                return page.status == 200
        except OSError:
            return False

    desk.wait_until(answers)
    assert pages.end() == 0
