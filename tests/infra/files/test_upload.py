"""Uploads through Django's own form parser."""

import gc
import hashlib
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError
from django.test import RequestFactory

from tridesk.bootstrap.config import Config
from tridesk.infra import files
from tridesk.infra.files.upload import BlobUpload
from tridesk.kernel.errors import InvalidError


@pytest.fixture(autouse=True)
def one_megabyte(settings: LazySettings) -> None:
    settings.CONFIG = Config({**settings.CONFIG.values, "MAX_UPLOAD_MB": 1})


def form(**fields: object) -> WSGIRequest:
    return RequestFactory().post("/", fields)


def upload(content: bytes, name: str = "photo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def sent(request: WSGIRequest, field: str = "file") -> BlobUpload:
    found = request.FILES[field]
    assert isinstance(found, BlobUpload)
    return found


def temporary(folder: Path) -> list[Path]:
    return list((folder / ".incoming").iterdir()) if (folder / ".incoming").exists() else []


class Wire(io.RawIOBase):
    """A request body that is made while it is read, and may break off."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size and (piece := next(self._pieces, b"")):
            self._left += piece
        taken, self._left = self._left[:size], self._left[size:]
        return taken


def streamed(pieces: Iterator[bytes], length: int) -> WSGIRequest:
    environ = RequestFactory()._base_environ(
        **{
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "multipart/form-data; boundary=xx",
            "CONTENT_LENGTH": str(length),
            "wsgi.input": Wire(pieces),
        }
    )
    return WSGIRequest(environ)


HEAD = b'--xx\r\nContent-Disposition: form-data; name="file"; filename="film.mp4"\r\n\r\n'
TAIL = b'\r\n--xx\r\nContent-Disposition: form-data; name="text"\r\n\r\nsee film\r\n--xx--\r\n'


def film(megabytes: int) -> WSGIRequest:
    def pieces() -> Iterator[bytes]:
        yield HEAD
        for _ in range(megabytes * 20):
            yield b"x" * 50_000
        yield TAIL

    return streamed(pieces(), len(HEAD) + megabytes * 1_000_000 + len(TAIL))


@pytest.mark.django_db
def test_an_upload_is_hashed_on_its_way_and_moved_when_it_is_put(files_folder: Path) -> None:
    request = form(file=upload(b"a picture"), text="see picture")
    found = sent(request)
    assert (found.name, found.size, found.content_type) == ("photo.png", 9, "image/png")
    assert found.sha256 == hashlib.sha256(b"a picture").hexdigest()
    assert found.read() == b"a picture"
    stored = files.put(found)
    assert files.read(stored) == b"a picture"
    request.close()
    assert temporary(files_folder) == []
    assert files.read(stored) == b"a picture"


@pytest.mark.django_db
def test_an_upload_put_twice_is_the_same_content() -> None:
    found = sent(form(file=upload(b"a picture")))
    assert files.put(found).pk == files.put(found).pk


def test_an_upload_nobody_puts_is_removed_with_the_request(files_folder: Path) -> None:
    request = form(file=upload(b"a picture"))
    assert Path(sent(request).temporary_file_path()).read_bytes() == b"a picture"
    request.close()
    assert temporary(files_folder) == []


@pytest.mark.django_db
def test_an_empty_file_can_be_uploaded() -> None:
    stream = streamed(iter([HEAD, TAIL]), len(HEAD) + len(TAIL))
    assert files.put(sent(stream)).size == 0


def test_a_file_too_large_is_dropped_on_the_way_and_the_form_keeps_its_text(files_folder: Path) -> None:
    request = film(2)
    assert request.POST["text"] == "see film"
    found = sent(request)
    assert found.size == 2_000_000
    assert found.refused is not None
    assert temporary(files_folder) == []
    with pytest.raises(InvalidError) as caught:
        files.put(found)
    assert caught.value.values == {"field": "file", "reason": "too_large", "name": "film.mp4", "limit_mb": 1}


def test_a_file_of_exactly_the_limit_is_taken() -> None:
    assert sent(film(1)).refused is None


def test_one_file_too_large_does_not_spoil_its_neighbour() -> None:
    request = form(big=upload(b"x" * 1_000_001), small=upload(b"fine"))
    assert sent(request, "big").refused
    assert sent(request, "small").read() == b"fine"


def test_reading_stops_when_a_form_is_far_too_large(files_folder: Path) -> None:
    request = film(6)
    with pytest.raises(RequestDataTooBig):
        _ = request.POST
    assert temporary(files_folder) == []


def test_a_connection_that_breaks_leaves_nothing(files_folder: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield HEAD + b"x" * 200_000
        raise OSError

    request = streamed(pieces(), 900_000)
    with pytest.raises(UnreadablePostError):
        _ = request.POST
    request.close()
    del request
    gc.collect()  # request and handler know each other
    assert temporary(files_folder) == []


def test_a_large_upload_does_not_lie_in_memory(settings: LazySettings) -> None:
    settings.CONFIG = Config({**settings.CONFIG.values, "MAX_UPLOAD_MB": 50})
    request = film(50)
    tracemalloc.start()
    try:
        found = sent(request)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (found.size, found.refused) == (50_000_000, None)
    assert peak < 5_000_000
