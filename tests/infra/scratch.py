"""A second database, empty, of the kind this run is on; and making Django's default connection be it."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from tests import environment

_count = itertools.count()


@contextmanager
def empty_database(folder: Path) -> Iterator[dict[str, Any]]:
    """Settings of a database that holds nothing; on SQLite the file does not even exist."""
    like = connections["default"].settings_dict
    if environment.DATABASE == "sqlite":
        yield {**like, "NAME": str(folder / "elsewhere" / "tridesk.sqlite3")}
        return
    name = f"tridesk_scratch_{os.getpid()}_{next(_count)}"
    with psycopg.connect(environment.POSTGRES_URL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield {**like, "NAME": name}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextmanager
def pointed_at(settings: dict[str, Any]) -> Iterator[None]:
    """Everything that asks for the default connection, in any thread, gets this database."""
    before, kept = connections.settings["default"], connections["default"]
    connections.settings["default"] = settings
    del connections["default"]
    try:
        yield
    finally:
        with suppress(Exception):
            connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = kept
