"""Files sent in pieces: whatever breaks in between, the rest comes another time, and nothing is mixed."""

import base64
import hashlib
import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.http import UnreadablePostError

from tridesk.infra import files
from tridesk.infra.files import uploads
from tridesk.infra.models import Upload, UploadPart
from tridesk.kernel.errors import InvalidError

pytestmark = pytest.mark.django_db
OWNER = "person:5"
WORDS = b"It began this morning. " * 1000


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_PART", 5000)


def begin(now: datetime, length: int = len(WORDS), name: str = "log.txt") -> Upload:
    return uploads.begin(owner=OWNER, name=name, content_type="text/plain", length=length, now=now)


def send(upload: Upload, at: int, pieces: Iterable[bytes], now: datetime, **more: object) -> Upload:
    return uploads.append(owner=OWNER, number=upload.pk, at=at, pieces=pieces, now=now, **more)  # type: ignore[arg-type]


def in_pieces(content: bytes, size: int = 900) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


def breaking(content: bytes) -> Iterator[bytes]:
    yield from in_pieces(content)
    raise UnreadablePostError("the line broke")


def test_pieces_become_one_file(now: datetime) -> None:
    upload = begin(now)
    for at in range(0, len(WORDS), 7000):
        upload = send(upload, at, in_pieces(WORDS[at : at + 7000]), now)
    assert upload.file is not None
    assert files.read(upload.file) == WORDS
    assert not UploadPart.objects.exists()


def test_what_came_before_the_line_broke_is_here(now: datetime) -> None:
    upload = begin(now)
    upload = send(upload, 0, breaking(WORDS[:9999]), now)
    assert (upload.received, upload.file) == (9999, None)
    upload = send(upload, 9999, in_pieces(WORDS[9999:]), now)
    assert upload.file is not None
    assert files.read(upload.file) == WORDS


def test_two_senders_do_not_mix(now: datetime) -> None:
    """Somebody else's piece arrives while ours comes in: the later one is told where it stands."""
    upload = begin(now)

    def overtaken() -> Iterator[bytes]:
        yield WORDS[:100]
        send(upload, 0, [WORDS[:300]], now)
        yield WORDS[100:200]

    with pytest.raises(uploads.WrongOffsetError) as refused:
        send(upload, 0, overtaken(), now)
    assert refused.value.values["offset"] == 300
    assert Upload.objects.get().received == 300


def test_a_piece_must_begin_where_the_last_one_ended(now: datetime) -> None:
    upload = send(begin(now), 0, [WORDS[:300]], now)
    for at in (0, 299, 301):
        with pytest.raises(uploads.WrongOffsetError):
            send(upload, at, [b"x"], now)


def test_more_than_was_announced_is_refused(now: datetime) -> None:
    upload = begin(now, length=10)
    with pytest.raises(InvalidError):
        send(upload, 0, [b"x" * 11], now)
    assert Upload.objects.get().received == 0


def test_a_checksum_makes_it_all_or_nothing(now: datetime) -> None:
    upload = begin(now)
    right = base64.b64encode(hashlib.sha1(WORDS, usedforsecurity=False).digest()).decode()
    with pytest.raises(uploads.ChecksumError):
        send(upload, 0, in_pieces(WORDS[:-1] + b"!"), now, checksum=("sha1", right))
    assert Upload.objects.get().received == 0
    assert send(upload, 0, in_pieces(WORDS), now, checksum=("sha1", right)).file is not None


def test_it_is_its_owners_alone_and_for_a_day(now: datetime) -> None:
    upload = send(begin(now), 0, [WORDS], now)
    assert list(uploads.files_of(owner=OWNER, numbers=[upload.pk], now=now)) == [upload.pk]
    for owner, at in (("person:6", now), (OWNER, now + timedelta(hours=24))):
        with pytest.raises(uploads.UploadNotFoundError):
            uploads.files_of(owner=owner, numbers=[upload.pk], now=at)


def test_a_part_of_a_file_is_no_file(now: datetime) -> None:
    upload = send(begin(now), 0, [WORDS[:300]], now)
    with pytest.raises(InvalidError):
        uploads.files_of(owner=OWNER, numbers=[upload.pk], now=now)


def test_a_process_that_died_at_the_last_step_leaves_a_whole_file(now: datetime) -> None:
    upload = begin(now)
    send(upload, 0, in_pieces(WORDS[:9000]), now)
    part = UploadPart.objects.create(upload=upload, start=9000, file=files.put_bytes(WORDS[9000:]))
    Upload.objects.update(received=len(WORDS))
    found = uploads.files_of(owner=OWNER, numbers=[upload.pk], now=now)[upload.pk]
    assert found.file is not None
    assert files.read(found.file) == WORDS
    assert part.file_id != found.file_id


@pytest.mark.parametrize(("name", "length"), [("virus.exe", 10), ("film.mp4", 10**12)])
def test_the_limits_are_those_of_the_pages(now: datetime, name: str, length: int) -> None:
    assert "exe" in settings.CONFIG.blocked_file_types
    with pytest.raises(InvalidError):
        begin(now, length=length, name=name)


def test_an_empty_file_is_whole_at_once(now: datetime) -> None:
    upload = begin(now, length=0)
    assert upload.file is not None
    assert files.read(upload.file) == b""


def test_what_nobody_used_is_forgotten_and_its_bytes_are_swept(now: datetime, files_folder: Path) -> None:
    begun, whole = send(begin(now), 0, [WORDS[:300]], now), send(begin(now), 0, in_pieces(WORDS), now)
    assert uploads.forget(now=now + timedelta(hours=23)) == 0
    assert uploads.forget(now=now + timedelta(hours=24, minutes=1)) == 2
    assert not Upload.objects.filter(pk__in=[begun.pk, whole.pk]).exists()
    assert not UploadPart.objects.exists()
    assert files_folder.exists()


def test_nothing_is_held_in_memory(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_PART", 2_000_000)
    piece, count = bytes(65_536), 160  # 10 MB
    upload = begin(now, length=len(piece) * count)
    tracemalloc.start()
    upload = send(upload, 0, (piece for _ in range(count)), now)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert upload.file is not None
    assert peak < 2_000_000
