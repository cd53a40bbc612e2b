from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.infra.backup.place import Desk, keep
from tests.infra.scratch import empty_database, pointed_at


@pytest.fixture
def desk(settings: LazySettings, tmp_path: Path) -> Desk:
    """The desk in use: an account of the key, and two mails."""
    made = Desk(settings, tmp_path)
    made.settle(tmp_path / "old")
    (tmp_path / "old" / "secret.key").write_text("the old key")
    keep(b"first mail")
    keep(b"second mail")
    return made


@pytest.fixture
def elsewhere(desk: Desk, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Call it to be at an installation that holds nothing; the end of the test leads back."""
    with empty_database(tmp_path) as database:
        there = pointed_at(database)
        gone = []

        def go() -> None:
            there.__enter__()
            gone.append(True)
            desk.settle(tmp_path / "new")

        yield go
        if gone:
            there.__exit__(None, None, None)
