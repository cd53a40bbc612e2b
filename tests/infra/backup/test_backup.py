"""Backup and restore, there and back, while somebody works."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.db import connection, transaction
from tests.infra.scratch import empty_database, pointed_at

from tridesk.bootstrap.config import Config
from tridesk.channels.models import InboundMail
from tridesk.infra import files
from tridesk.infra.backup import BackupError, backup, restore
from tridesk.infra.files.storage import blobs
from tridesk.infra.models import EventRecord, StoredFile
from tridesk.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


@dataclass
class Desk:
    """Where an installation lies: its data folder and its database."""

    settings: LazySettings
    folder: Path

    def settle(self, data: Path) -> None:
        local = {
            "BACKEND": "tridesk.infra.files.storage.LocalBlobs",
            "OPTIONS": {"location": str(data / "files")},
        }
        self.settings.STORAGES = {**self.settings.STORAGES, "default": local}
        values = {**self.settings.CONFIG.values, "DATA_DIR": str(data), "SECRET_KEY": ""}
        self.settings.CONFIG = Config(values)
        data.mkdir(exist_ok=True)


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


def keep(content: bytes) -> StoredFile:
    with transaction.atomic():
        file = files.put_bytes(content)
        InboundMail.objects.create(file=file, fingerprint=file.sha256, received_at=clock.now())
    return file


def contents() -> dict[str, bytes]:
    return {mail.fingerprint: files.read(mail.file) for mail in InboundMail.objects.select_related("file")}


def rows() -> dict[str, list[Any]]:
    """Every row of every table of ours, as the database gives them."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def refusal(call: Callable[[], object]) -> BackupError:
    with pytest.raises(BackupError) as caught:
        call()
    return caught.value


def dated(folder: Path) -> Path:
    [found] = [path for path in folder.iterdir() if (path / "manifest.json").exists()]
    return found


def test_what_was_backed_up_is_there_again_elsewhere(desk: Desk, elsewhere, tmp_path: Path) -> None:
    EventRecord.objects.create(at=clock.now(), name="said", data='{"text": "olá"}', audit=True)
    before, mails = rows(), contents()
    made = backup(tmp_path / "backups", now=NIGHT)
    elsewhere()
    assert restore(tmp_path / "backups") == made
    assert rows() == before
    assert contents() == mails
    assert (tmp_path / "new" / "secret.key").read_text() == "the old key"
    assert keep(b"third mail").pk not in {None, 1, 2}


def test_the_manifest_says_what_is_there(desk: Desk, tmp_path: Path) -> None:
    made = backup(tmp_path / "backups", now=NIGHT)
    folder = tmp_path / "backups" / "20260310T020000Z"
    said = json.loads((folder / "manifest.json").read_text())
    assert said["created"] == "2026-03-10T02:00:00Z"
    assert (said["files"], said["files_size"], said["files_new"], said["missing"]) == (2, 21, 2, [])
    assert said["database_sha256"] == made.database_sha256
    assert said["secret_key"] is True
    assert said["version"]


def test_a_backup_is_closed_to_other_users(desk: Desk, tmp_path: Path) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    folder = tmp_path / "backups"
    assert folder.stat().st_mode & 0o777 == 0o700
    for path in dated(folder).iterdir():
        if path.name != "manifest.json":
            assert path.stat().st_mode & 0o777 == 0o600


def test_a_second_backup_copies_only_new_files(desk: Desk, elsewhere, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    backup(folder, now=NIGHT)
    keep(b"third mail")
    second = backup(folder, now=NIGHT + timedelta(days=1))
    assert (second.files, second.files_new) == (3, 1)
    elsewhere()
    assert restore(folder).created == second.created
    assert len(contents()) == 3


def test_an_older_backup_of_the_folder_can_be_named(desk: Desk, elsewhere, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    backup(folder, now=NIGHT)
    keep(b"third mail")
    backup(folder, now=NIGHT + timedelta(days=1))
    elsewhere()
    restore(folder / "20260310T020000Z")
    assert len(contents()) == 2


def test_two_backups_of_one_second_do_not_mix(desk: Desk, tmp_path: Path) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    assert refusal(lambda: backup(tmp_path / "backups", now=NIGHT)).reason == "backup_exists"


def test_a_backup_taken_while_everybody_writes_is_whole(desk: Desk, elsewhere, tmp_path: Path) -> None:
    enough, done, count = threading.Event(), threading.Event(), 0

    def write() -> None:
        nonlocal count
        try:
            while not done.is_set():
                keep(f"mail {count}".encode() * 500)
                count += 1
                if count == 5:
                    enough.set()
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert enough.wait(30)
        made = [backup(tmp_path / "backups", now=NIGHT + timedelta(seconds=number)) for number in range(5)]
    finally:
        done.set()
        writer.join()
    assert [each.missing for each in made] == [()] * 5
    elsewhere()
    for number, each in enumerate(made):
        restore(tmp_path / "backups" / f"20260310T02000{number}Z", overwrite=True)
        kept = contents()
        assert len(kept) == each.files == StoredFile.objects.count()
        assert set(kept) == set(StoredFile.objects.values_list("sha256", flat=True))
        written = [text for text in kept.values() if text not in {b"first mail", b"second mail"}]
        numbers = {int(text.partition(b" ")[2].partition(b"mail")[0]) for text in written}
        assert numbers == set(range(len(numbers)))  # one instant: no later mail without an earlier one


def test_a_file_swept_meanwhile_is_left_out_and_said(desk: Desk, elsewhere, tmp_path: Path) -> None:
    lost = keep(b"lost mail")
    blobs().delete(lost.name)
    made = backup(tmp_path / "backups", now=NIGHT)
    assert (made.missing, made.files) == ((lost.sha256,), 2)
    elsewhere()
    restore(tmp_path / "backups")
    assert StoredFile.objects.count() == 3


def test_a_damaged_file_is_not_taken_for_a_good_one(desk: Desk, tmp_path: Path) -> None:
    file = keep(b"good mail")
    Path(blobs().path(file.name)).write_bytes(b"evil mail")  # type: ignore[attr-defined]
    assert backup(tmp_path / "backups", now=NIGHT).missing == (file.sha256,)


def test_an_interrupted_backup_leaves_no_dated_folder(desk: Desk, tmp_path: Path, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr("tridesk.infra.backup.taking.manifests.write", full)
    error = refusal(lambda: backup(tmp_path / "backups", now=NIGHT))
    assert (error.reason, error.values["error"]) == ("system_error", "No space left on device")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["files"]


def test_a_desk_in_use_is_not_overwritten_unless_told(desk: Desk, tmp_path: Path) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    before = rows()
    error = refusal(lambda: restore(tmp_path / "backups"))
    assert (error.reason, error.values["what"]) == ("target_not_empty", "database")
    assert rows() == before


def test_files_alone_are_not_overwritten_either(desk: Desk, elsewhere, tmp_path: Path) -> None:
    backup(tmp_path / "backups", now=NIGHT)
    elsewhere()
    blobs().save("ab/cd/abcd" + "0" * 60, ContentFile(b"x"))  # type: ignore[attr-defined]
    assert refusal(lambda: restore(tmp_path / "backups")).values["what"] == "files"


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
