"""Keeping contents: once each, streamed, whole."""

import hashlib
import threading
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from tridesk.infra import files
from tridesk.infra.files.storage import blobs
from tridesk.infra.models import StoredFile
from tridesk.kernel import clock

pytestmark = pytest.mark.django_db
BIG = 50_000_000  # bytes


def contents_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def fifty_megabytes() -> Iterator[bytes]:
    piece = bytes(range(250)) * 200
    return (piece for _ in range(BIG // len(piece)))


def test_a_content_comes_back_as_it_went_in() -> None:
    file = files.put([b"hello ", b"", b"world"])
    assert (file.size, file.sha256) == (11, hashlib.sha256(b"hello world").hexdigest())
    assert files.read(file) == b"hello world"
    assert StoredFile.objects.get().pk == file.pk


def test_an_empty_content_is_a_content() -> None:
    file = files.put_bytes(b"")
    assert (file.size, files.read(file)) == (0, b"")


def test_the_same_content_is_kept_once(files_folder: Path) -> None:
    first, second = files.put_bytes(b"logo"), files.put_bytes(b"logo")
    assert first.pk == second.pk
    assert len(contents_of(files_folder)) == 1


def test_a_path_is_read_and_left_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear Bruno")
    assert files.read(files.put(path)) == b"Dear Bruno"
    assert path.exists()


def test_storing_again_makes_an_old_content_young() -> None:
    StoredFile.objects.filter(pk=files.put_bytes(b"logo").pk).update(touched_at=clock.now() - timedelta(days=9))
    file = files.put_bytes(b"logo")
    assert StoredFile.objects.get(pk=file.pk).touched_at > clock.now() - timedelta(minutes=1)


def test_a_young_content_is_stored_again_without_writing(django_assert_num_queries) -> None:
    files.put_bytes(b"logo")
    with django_assert_num_queries(1):
        files.put_bytes(b"logo")


def test_bytes_that_were_lost_are_mended_by_the_next_who_brings_them() -> None:
    file = files.put_bytes(b"logo")
    blobs().delete(file.name)
    with pytest.raises(FileNotFoundError):
        files.open_stream(file)
    files.put_bytes(b"logo")
    assert files.read(file) == b"logo"


def test_a_source_that_breaks_leaves_nothing_behind(files_folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.put(broken())
    assert not StoredFile.objects.exists()
    assert contents_of(files_folder) == []


def test_contents_and_their_folders_are_closed_to_other_users(files_folder: Path) -> None:
    files.put_bytes(b"secret")
    for path in [files_folder, *files_folder.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)


def test_fifty_megabytes_go_in_and_out_without_lying_in_memory() -> None:
    tracemalloc.start()
    try:
        file = files.put(fifty_megabytes())
        digest = hashlib.sha256()
        for piece in files.open_stream(file):
            assert len(piece) <= 65_536
            digest.update(piece)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (file.size, file.sha256) == (BIG, digest.hexdigest())
    assert peak < 5_000_000


def test_a_stream_closed_before_its_first_piece_lets_go_of_the_file() -> None:
    stream = files.open_stream(files.put_bytes(b"logo"))
    stream.close()
    with pytest.raises(ValueError, match="closed"):
        next(stream)


@pytest.mark.django_db(transaction=True)
def test_many_who_bring_the_same_at_once_share_one_content(files_folder: Path) -> None:
    start, found = threading.Barrier(6), []

    def bring() -> None:
        try:
            start.wait()
            found.append(files.put([b"the same ", b"picture"]).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert set(found) == {StoredFile.objects.get().pk}
    assert len(contents_of(files_folder)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_taken_back_leaves_no_row() -> None:
    def fail() -> None:
        with transaction.atomic():
            files.put_bytes(b"never said")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert not StoredFile.objects.exists()
    assert files.read(files.put_bytes(b"never said")) == b"never said"
