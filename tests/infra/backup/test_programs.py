"""PostgreSQL's programs: found, new enough, and told the password where nobody else reads it."""

from pathlib import Path

import pytest

from tridesk.infra.backup import BackupError
from tridesk.infra.backup.programs import environment, require, run


@pytest.fixture
def old_pg_dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in, as a machine seldom has two versions."""
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 13.4 (Debian 13.4-1)'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")


def test_a_program_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError) as caught:
        require("pg_dump")
    assert caught.value.values == {"reason": "program_missing", "program": "pg_dump"}


def test_a_program_older_than_the_server_is_refused_with_both_versions(old_pg_dump: None) -> None:
    with pytest.raises(BackupError) as caught:
        require("pg_dump", at_least=15)
    assert caught.value.values == {
        "reason": "program_too_old",
        "program": "pg_dump",
        "version": 13,
        "needed": 15,
    }


def test_a_program_of_the_same_or_a_newer_version_will_do(old_pg_dump: None) -> None:
    require("pg_dump", at_least=13)
    require("pg_dump", at_least=12)


def test_what_a_failing_program_says_is_kept() -> None:
    with pytest.raises(BackupError) as caught:
        run("sh", "-c", "echo no such thing >&2; exit 3", environment={})
    assert caught.value.values == {"reason": "program_failed", "program": "sh", "output": "no such thing"}


def test_the_address_is_told_by_variables_and_only_what_is_set() -> None:
    told = environment(
        {
            "NAME": "desk",
            "USER": "",
            "PASSWORD": "p w",
            "HOST": "db",
            "PORT": "",
            "OPTIONS": {"sslmode": "require"},
        }
    )
    assert (told["PGDATABASE"], told["PGPASSWORD"], told["PGHOST"], told["PGSSLMODE"]) == (
        "desk",
        "p w",
        "db",
        "require",
    )
    assert not told.get("PGUSER")
