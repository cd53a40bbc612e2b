"""A stored file is answered whole, in part, or not a second time (RFC 9110)."""

from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import RequestFactory

from tridesk.infra import files
from tridesk.infra.files.answering import answer
from tridesk.infra.models import StoredFile

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 600  # more than two pieces
SIZE = len(PICTURE)


@pytest.fixture
def picture() -> StoredFile:
    return files.put_bytes(PICTURE)


def ask(file: StoredFile, *, method: str = "get", **headers: str) -> HttpResponseBase:
    request = getattr(RequestFactory(), method)("/", headers={name.replace("_", "-"): v for name, v in headers.items()})
    return answer(request, file, name="screen.png", content_type="image/png")


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_the_whole_says_that_parts_can_be_had(picture: StoredFile) -> None:
    response = ask(picture)
    assert (response.status_code, response.headers["Accept-Ranges"], body(response)) == (200, "bytes", PICTURE)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=5-9", 5, 9),
        ("Bytes=100000-", 100_000, SIZE - 1),
        ("bytes=-7", SIZE - 7, SIZE - 1),
        (f"bytes=-{SIZE * 2}", 0, SIZE - 1),
        (f"bytes=10-{SIZE * 2}", 10, SIZE - 1),
        ("bytes=65530-131080", 65_530, 131_080),  # over the edges of pieces
    ],
)
def test_a_part_is_just_that_part(picture: StoredFile, asked: str, start: int, end: int) -> None:
    response = ask(picture, Range=asked)
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {start}-{end}/{SIZE}"
    assert response.headers["Content-Type"] == "image/png"  # known by the beginning, which was not asked for
    assert response.headers["Content-Length"] == str(end - start + 1)
    assert body(response) == PICTURE[start : end + 1]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused(picture: StoredFile, asked: str) -> None:
    response = ask(picture, Range=asked)
    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{SIZE}")


@pytest.mark.parametrize("asked", ["bytes=9-5", "bytes=-", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=9" * 9])
def test_what_cannot_be_read_counts_as_not_asked_for(picture: StoredFile, asked: str) -> None:
    assert body(ask(picture, Range=asked)) == PICTURE


def test_a_part_of_another_content_is_not_mixed_in(picture: StoredFile) -> None:
    tag = f'"{picture.sha256}"'
    assert body(ask(picture, Range="bytes=5-9", If_Range=tag)) == PICTURE[5:10]
    assert body(ask(picture, Range="bytes=5-9", If_Range='"other"')) == PICTURE


def test_an_empty_file_has_no_parts() -> None:
    empty = files.put_bytes(b"")
    assert body(ask(empty)) == b""
    assert ask(empty, Range="bytes=0-").status_code == 416


def test_what_is_known_already_is_not_sent_again(picture: StoredFile) -> None:
    response = ask(picture, If_None_Match=f'"{picture.sha256}"', Range="bytes=5-9")
    assert (response.status_code, response.headers["ETag"]) == (304, f'"{picture.sha256}"')


def test_a_head_has_no_body(picture: StoredFile) -> None:
    response: Any = ask(picture, method="head", Range="bytes=5-9")
    assert (response.status_code, response.headers["Content-Length"], response.content) == (206, "5", b"")
