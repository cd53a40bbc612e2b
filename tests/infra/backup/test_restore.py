"""A restore checks everything first, overwrites nothing unasked, and changes all of it or nothing."""

import json
import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from tests.infra.backup.place import NIGHT, Desk, contents, dated, keep, refusal, rows

from tridesk.cli.data import DEFAULTS
from tridesk.identity.actions.change_team import change_team
from tridesk.identity.queries import default_team
from tridesk.identity.types import SYSTEM
from tridesk.infra import files
from tridesk.infra.backup import BackupError, backup, restore
from tridesk.infra.backup.postgres import Postgres
from tridesk.infra.backup.sqlite import Sqlite
from tridesk.infra.files.storage import blobs
from tridesk.infra.models import StoredFile

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_older_backup_of_the_folder_can_be_named(desk: Desk, elsewhere, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    backup(folder, now=NIGHT)
    keep(b"third mail")
    backup(folder, now=NIGHT + timedelta(days=1))
    elsewhere()
    restore(folder / "20260310T020000Z")
    assert len(contents()) == 2


def test_a_desk_in_use_is_not_overwritten_unless_told(desk: Desk, tmp_path: Path) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    before = rows()
    error = refusal(lambda: restore(tmp_path / "backups"))
    assert error.reason == "database_not_empty"
    assert rows() == before


def test_files_alone_are_not_overwritten_either(desk: Desk, elsewhere, tmp_path: Path) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    elsewhere()
    blobs().save("ab/cd/abcd" + "0" * 60, ContentFile(b"x"))  # type: ignore[attr-defined]
    assert refusal(lambda: restore(tmp_path / "backups")).reason == "files_not_empty"


def test_told_so_it_puts_everything_back_as_it_was(desk: Desk, elsewhere, tmp_path: Path) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    elsewhere()
    restore(tmp_path / "backups")
    before = rows()
    extra = keep(b"since then")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_a_newer_version (file_id bigint REFERENCES infra_storedfile (id), n int)")
        cursor.execute("INSERT INTO of_a_newer_version VALUES (%s, 1)", [extra.pk])
    restore(tmp_path / "backups", overwrite=True)
    assert rows() == before
    assert "of_a_newer_version" not in connection.introspection.table_names()
    assert files.read(StoredFile.objects.first()) in {b"first mail", b"second mail"}


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda folder, files: (folder / "manifest.json").write_text("{"), "manifest_unreadable"),
        (lambda folder, files: _edit(folder, format=2), "newer_format"),
        (lambda folder, files: _edit(folder, database="oracle"), "other_database"),
        (lambda folder, files: _append(next(folder.glob("database.*"))), "database_damaged"),
        (lambda folder, files: next(folder.glob("database.*")).unlink(), "database_damaged"),
        (lambda folder, files: (folder / "secret.key").unlink(), "secret_key_missing"),
        (lambda folder, files: files[0].unlink(), "file_missing"),
        (lambda folder, files: _append(files[1]), "file_damaged"),
    ],
)
def test_a_backup_that_is_not_whole_changes_nothing(
    spoil: Callable[[Path, list[Path]], object], reason: str, desk: Desk, elsewhere, tmp_path: Path
) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    elsewhere()
    restore(tmp_path / "backups")
    before, mails = rows(), contents()
    kept = sorted(path for path in (tmp_path / "backups" / "files").rglob("*") if path.is_file())
    spoil(dated(tmp_path / "backups"), kept)
    assert refusal(lambda: restore(tmp_path / "backups", overwrite=True)).reason == reason
    assert (rows(), contents()) == (before, mails)


def _edit(folder: Path, **changed: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def test_a_folder_without_a_backup_says_so(desk: Desk, tmp_path: Path) -> None:
    assert refusal(lambda: restore(tmp_path)).reason == "no_backup"
    assert refusal(lambda: restore(tmp_path / "nowhere")).reason == "no_backup"


def test_nothing_is_put_back_while_somebody_is_connected(desk: Desk, elsewhere, tmp_path: Path) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    elsewhere()
    restore(tmp_path / "backups")
    before, here, go = rows(), threading.Event(), threading.Event()

    def stay() -> None:
        try:
            StoredFile.objects.count()
            here.set()
            go.wait(30)
        finally:
            connection.close()

    visitor = threading.Thread(target=stay)
    visitor.start()
    try:
        assert here.wait(30)
        error = refusal(lambda: restore(tmp_path / "backups", overwrite=True))
    finally:
        go.set()
        visitor.join()
    assert error.reason == "target_in_use"
    assert rows() == before


@pytest.mark.postgres
@pytest.mark.parametrize(
    "ending",
    [
        "head -c 4000; exit 1",
        "head -c 4000; echo ';SELECT no_such_thing;'; yes '-- and on' | head -c 3000000",
    ],
    ids=["the script breaks off", "the server refuses it"],
)
def test_a_restore_that_fails_half_way_is_taken_back_by_postgresql(
    ending: str, desk: Desk, elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    elsewhere()
    restore(tmp_path / "backups")
    keep(b"since then")
    before = rows()
    true_program = shutil.which("pg_restore")
    stand_in = tmp_path / "bin" / "pg_restore"
    stand_in.parent.mkdir()
    spoiled = f'{true_program} "$@" | {{ {ending}; }}'
    stand_in.write_text(f'#!/bin/sh\ncase "$*" in *--clean*) {spoiled};; *) exec {true_program} "$@";; esac\n')
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(stand_in.parent), prepend=":")
    assert refusal(lambda: restore(tmp_path / "backups", overwrite=True)).reason == "program_failed"
    assert rows() == before


def migrated() -> None:
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir()
    call_command("migrate", verbosity=0, skip_checks=True)


def test_a_database_that_was_only_migrated_gives_way_without_a_word(desk: Desk, elsewhere, tmp_path: Path) -> None:
    made = backup(tmp_path / "backups", now=NIGHT)
    elsewhere()
    migrated()
    assert refusal(lambda: restore(tmp_path / "backups")).reason == "database_not_empty"
    assert restore(tmp_path / "backups", defaults=DEFAULTS) == made
    assert len(contents()) == 2


def test_a_default_that_somebody_changed_does_not_give_way(desk: Desk, elsewhere, tmp_path: Path) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    elsewhere()
    migrated()
    change_team(actor=SYSTEM, team_id=default_team(), name="Night shift", now=NIGHT)
    error = refusal(lambda: restore(tmp_path / "backups", defaults=DEFAULTS))
    assert (error.reason, error.values["name"]) == ("database_not_empty", "infra_event")


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "ab" * 31 + "/.", "AB" * 32, ""])
def test_a_backup_that_names_a_file_outside_is_damaged(
    name: str, desk: Desk, elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    for kind in (Sqlite, Postgres):
        monkeypatch.setattr(kind, "files_named", lambda *_: iter([(name, 3)]))
    elsewhere()
    assert refusal(lambda: restore(tmp_path / "backups")).reason == "database_damaged"


def test_the_key_stays_when_the_database_cannot_be_exchanged(
    desk: Desk, elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_use(*_: object) -> None:
        raise BackupError("target_in_use", name="x")

    backup(tmp_path / "backups", now=NIGHT)
    for kind in (Sqlite, Postgres):
        monkeypatch.setattr(kind, "replace_by", in_use)
    elsewhere()
    (tmp_path / "new" / "secret.key").write_text("the new key")
    assert refusal(lambda: restore(tmp_path / "backups")).reason == "target_in_use"
    assert [path.read_text() for path in (tmp_path / "new").glob("secret.key*")] == ["the new key"]


def test_the_key_that_comes_back_is_closed_to_others(desk: Desk, elsewhere, tmp_path: Path) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    elsewhere()
    restore(tmp_path / "backups")
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o777 == 0o600
