"""What nobody uses goes; what somebody uses stays, whatever happens at the same moment."""

import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, models

from tridesk.channels.models import InboundMail
from tridesk.infra import files
from tridesk.infra.files import sweeping
from tridesk.infra.files.storage import blobs
from tridesk.infra.models import StoredFile
from tridesk.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = timedelta(days=3)


def age(*aged: StoredFile) -> None:
    """As if they had been stored three days ago."""
    before = clock.now() - LONG_AGO
    StoredFile.objects.filter(pk__in=[file.pk for file in aged]).update(touched_at=before)
    for file in aged:
        os.utime(blobs().path(file.name), (before.timestamp(), before.timestamp()))  # type: ignore[attr-defined]


def use(file: StoredFile) -> None:
    InboundMail.objects.create(file=file, fingerprint=file.sha256, received_at=clock.now())


def sweep() -> files.Swept:
    return files.sweep(now=clock.now())


def together(*jobs: Callable[[], object]) -> None:
    """All at the same time, each on a connection of its own; raises what one of them raised."""
    start, errors = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            start.wait()
            job()
        except BaseException as error:  # noqa: BLE001  # shown below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_an_old_content_without_use_is_removed_with_its_bytes() -> None:
    file = files.put_bytes(b"draft")
    age(file)
    assert sweep() == files.Swept(files=1, size=5, temporary=0)
    assert not StoredFile.objects.exists()
    assert not blobs().exists(file.name)
    assert sweep() == files.Swept(files=0, size=0, temporary=0)


def test_a_content_in_use_stays_however_old() -> None:
    file = files.put_bytes(b"mail")
    use(file)
    age(file)
    assert sweep().files == 0
    assert files.read(file) == b"mail"


def test_a_young_content_stays_without_use() -> None:
    file = files.put_bytes(b"draft")
    assert sweep().files == 0
    assert files.read(file) == b"draft"


def test_a_grace_too_short_for_whoever_is_storing_is_refused(now: datetime) -> None:
    with pytest.raises(ValueError, match="grace"):
        files.sweep(now=now, grace=timedelta(minutes=1))


def test_more_than_a_page_of_contents_is_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 20)
    count = 45
    before = clock.now() - LONG_AGO
    StoredFile.objects.bulk_create(
        StoredFile(sha256=f"{number:064x}", size=1, touched_at=before) for number in range(count)
    )
    assert sweep().files == count


def test_bytes_without_a_row_are_removed_when_old_and_left_when_young() -> None:
    old, young = files.put_bytes(b"rolled back long ago"), files.put_bytes(b"rolled back just now")
    age(old)
    StoredFile.objects.all().delete()
    assert sweep().files == 1
    assert [blob.sha256 for blob in blobs().listing()] == [young.sha256]
    assert not StoredFile.objects.exists()


def test_strangers_in_the_folder_are_left_alone(files_folder: Path) -> None:
    files.put_bytes(b"x")
    stranger = files_folder / "README"
    stranger.write_text("keep")
    os.utime(stranger, (0, 0))
    sweep()
    assert stranger.exists()


def test_temporary_files_of_a_crash_are_removed_when_old(files_folder: Path) -> None:
    files.put_bytes(b"x")
    old, young = files_folder / ".incoming" / "in-old", files_folder / ".incoming" / "in-young"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert sweep().temporary == 1
    assert (old.exists(), young.exists()) == (False, True)


def test_every_foreign_key_counts_as_use_also_one_without_a_reverse_name() -> None:
    """All of them, so that a new room need not tell the sweeper of its own."""
    found = {(model, key) for model, key, _ in sweeping._references()}
    from django.apps import apps

    keys = {
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is StoredFile
    }
    assert (InboundMail, "file") in keys
    assert found == keys


def test_a_storage_that_fails_keeps_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    file = files.put_bytes(b"draft")
    age(file)

    def unplugged(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("tridesk.infra.files.storage.LocalBlobs.delete", unplugged)
    with pytest.raises(OSError):  # noqa: PT011  # the very one
        sweep()
    assert files.read(StoredFile.objects.get()) == b"draft"


def test_whoever_stores_a_content_while_it_is_swept_has_it_afterwards() -> None:
    for round_ in range(25):
        content = f"picture {round_}".encode()
        age(files.put_bytes(content))

        def bring(content: bytes = content) -> None:
            use(files.put_bytes(content))

        together(bring, sweep, sweep)
        assert files.read(InboundMail.objects.get(fingerprint=files.put_bytes(content).sha256).file) == content


def test_whoever_brings_back_bytes_without_a_row_while_they_are_swept_has_them_afterwards() -> None:
    for round_ in range(25):
        content = f"stray {round_}".encode()
        stray = files.put_bytes(content)
        age(stray)
        StoredFile.objects.filter(pk=stray.pk).delete()

        def bring(content: bytes = content) -> None:
            use(files.put_bytes(content))

        together(bring, sweep)
        assert files.read(StoredFile.objects.get(sha256=stray.sha256)) == content


def test_a_use_between_the_look_and_the_lock_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    file = files.put_bytes(b"shared")
    age(file)
    true_remove = sweeping._remove

    def late_use(pk: int, before: datetime) -> int | None:
        together(lambda: use(file))
        return true_remove(pk, before)

    monkeypatch.setattr(sweeping, "_remove", late_use)
    assert sweep().files == 0
    assert files.read(file) == b"shared"


def test_bytes_are_gone_before_a_waiting_put_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one dangerous order: the put has found the old row, and the sweeper is between row and bytes."""
    file = files.put_bytes(b"twice")
    age(file)
    deleting, bringing = threading.Event(), threading.Event()
    true_delete = type(blobs()).delete

    def slow_delete(self: object, name: str) -> None:
        deleting.set()
        assert bringing.wait(20)
        true_delete(self, name)  # type: ignore[arg-type]

    monkeypatch.setattr("tridesk.infra.files.storage.LocalBlobs.delete", slow_delete)

    def bring() -> None:
        assert deleting.wait(20)
        bringing.set()
        use(files.put_bytes(b"twice"))

    together(sweep, bring)
    assert files.read(StoredFile.objects.get()) == b"twice"
