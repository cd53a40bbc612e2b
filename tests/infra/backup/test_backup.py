"""A backup is whole, taken while somebody works, and there again elsewhere."""

import json
import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from tests.infra.backup.place import NIGHT, Desk, contents, dated, keep, refusal, rows

from tridesk.infra.backup import backup, restore
from tridesk.infra.files.storage import blobs
from tridesk.infra.models import EventRecord, StoredFile
from tridesk.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_what_a_killed_backup_left_is_cleared_and_one_that_is_being_made_is_not(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for age, name in ((timedelta(hours=25), ".20260309T010000Z.incomplete"), (timedelta(hours=1), ".x.incomplete")):
        (folder / name).mkdir(parents=True)
        (folder / name / "database.dump").touch()
        moment = (NIGHT - age).timestamp()
        os.utime(folder / name, (moment, moment))
    backup(folder, now=NIGHT)
    assert sorted(path.name for path in folder.iterdir()) == [".x.incomplete", "20260310T020000Z", "files"]


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
