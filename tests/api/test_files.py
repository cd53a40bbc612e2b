"""Files go in at once or in pieces, are said with messages, and come out whole or in part."""

import base64
import hashlib
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.api.asking import caller
from tests.web.world import PICTURE, World

from tridesk.api.ids import Kind, told
from tridesk.infra.files import StoredFile
from tridesk.infra.models import Upload, Verdict
from tridesk.tickets.models import Attachment, Message

ROOT = "/api/v1"
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def send(client: Any, name: str = "a b.txt", content: bytes = b"words", **headers: str) -> Any:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"', **headers}
    return client.post(f"{ROOT}/uploads", content, content_type="text/plain", headers=disposition)


def reply(client: Any, world: World, **body: Any) -> Any:
    path = f"{ROOT}/tickets/{told(Kind.TICKET, world.ticket)}/replies"
    return client.post(path, body, content_type="application/json")


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def begin(client: Any, length: int, name: str = "log.txt") -> Any:
    metadata = (
        f"filename {base64.b64encode(name.encode()).decode()},filetype {base64.b64encode(b'text/plain').decode()}"
    )
    headers = {**TUS, "Upload-Length": str(length), "Upload-Metadata": metadata}
    return client.post(f"{ROOT}/uploads/resumable", headers=headers)


def go_on(client: Any, place: str, at: int, content: bytes, **headers: str) -> Any:
    return client.patch(place, content, content_type=PIECE, headers={**TUS, "Upload-Offset": str(at), **headers})


def test_a_file_is_uploaded_said_and_fetched(world: World) -> None:
    client = caller(world.cast.dante)
    sent = send(client)
    upload = sent.json()
    assert (sent.status_code, upload["name"], upload["size"], upload["complete"]) == (201, "a b.txt", 5, True)
    message = reply(client, world, text="See the file.", uploads=[upload["id"]]).json()
    (file,) = message["attachments"]
    assert (file["name"], file["content_type"], file["size"]) == ("a b.txt", "text/plain", 5)
    answer = client.get(f"{ROOT}/attachments/{file['id']}/content")
    assert body(answer) == b"words"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    part = client.get(f"{ROOT}/attachments/{file['id']}/content", headers={"Range": "bytes=1-2"})
    assert (part.status_code, part.headers["Content-Range"], body(part)) == (206, "bytes 1-2/5", b"or")
    beyond = client.get(f"{ROOT}/attachments/{file['id']}/content", headers={"Range": "bytes=9-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */5")
    assert beyond.json()["type"] == "urn:tridesk:problem:range_not_satisfiable"


def test_an_upload_may_be_said_more_than_once(world: World) -> None:
    client = caller(world.cast.dante)
    upload = send(client).json()["id"]
    assert [reply(client, world, text="Here.", uploads=[upload]).status_code for _ in range(2)] == [201, 201]


def test_a_form_uploads_too(world: World) -> None:
    file = SimpleUploadedFile("screen.png", PICTURE, "image/png")
    upload = caller(world.cast.dante).post(f"{ROOT}/uploads", {"file": file}).json()
    assert (upload["name"], upload["content_type"], upload["size"]) == ("screen.png", "image/png", len(PICTURE))
    assert caller(world.cast.dante).post(f"{ROOT}/uploads", {"other": "x"}).status_code == 422


def test_a_picture_stands_in_the_text(world: World) -> None:
    client = caller(world.cast.dante)
    upload = send(client, "screen.png", PICTURE).json()["id"]
    html = f'<p>Look: <img src="x" data-upload="{upload}"><img src="https://elsewhere.test/p.png"></p>'
    message = reply(client, world, html=html, uploads=[upload]).json()
    (file,) = message["attachments"]
    assert file["inline"]
    assert f'src="cid:{file["content_id"]}"' in message["html"]
    assert "elsewhere" not in message["html"]


def test_somebody_elses_upload_is_none_of_ours(world: World) -> None:
    upload = send(caller(world.cast.bruno)).json()["id"]
    refused = reply(caller(world.cast.dante), world, text="Mine.", uploads=[upload])
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "uploads")
    assert caller(world.cast.bruno).get(f"{ROOT}/uploads/{upload}").status_code == 200  # another token, the same person


@pytest.mark.parametrize(("name", "size", "status"), [("virus.exe", 5, 422), ("film.txt", 1_000_001, 413)])
def test_limits_hold_for_every_way_in(world: World, monkeypatch, name: str, size: int, status: int) -> None:
    monkeypatch.setitem(settings.CONFIG.values, "MAX_UPLOAD_MB", 1)
    client = caller(world.cast.dante)
    form = client.post(f"{ROOT}/uploads", {"file": SimpleUploadedFile(name, bytes(size))})
    answers = [send(client, name, bytes(size)), form, begin(client, size, name)]
    assert [answer.status_code for answer in answers] == [status] * 3
    assert not Upload.objects.exists()


def test_an_upload_counts_once_for_a_key_and_its_content(world: World) -> None:
    client = caller(world.cast.dante)
    first, again = (send(client, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert first.content == again.content
    assert send(client, content=b"other", **{"Idempotency-Key": "k"}).status_code == 422
    assert Upload.objects.count() == 1


def test_pieces_go_in_where_the_last_one_ended(world: World) -> None:
    client = caller(world.cast.dante)
    begun = begin(client, 10)
    place = begun.headers["Location"]
    assert (begun.status_code, begun.headers["Tus-Resumable"]) == (201, "1.0.0")
    assert go_on(client, place, 0, b"01234").headers["Upload-Offset"] == "5"
    assert go_on(client, place, 0, b"01234").status_code == 409
    where = client.head(place, headers=TUS)
    assert (where.headers["Upload-Offset"], where.headers["Upload-Length"]) == ("5", "10")
    word = place.rpartition("/")[2]
    early = reply(client, world, text="Not yet.", uploads=[word])
    assert (early.status_code, early.json()["errors"][0]["code"]) == (422, "not_whole")
    digest = base64.b64encode(hashlib.sha1(b"56789", usedforsecurity=False).digest()).decode()
    assert go_on(client, place, 5, b"5678x", **{"Upload-Checksum": f"sha1 {digest}"}).status_code == 460
    done = go_on(client, place, 5, b"56789", **{"Upload-Checksum": f"sha1 {digest}"})
    assert (done.status_code, done.headers["Upload-Offset"]) == (204, "10")
    message = reply(client, world, text="All of it.", uploads=[word]).json()
    assert body(client.get(f"{ROOT}/attachments/{message['attachments'][0]['id']}/content")) == b"0123456789"


def test_what_is_no_tus_is_told_so(world: World) -> None:
    client = caller(world.cast.dante)
    old = client.post(f"{ROOT}/uploads/resumable", headers={"Tus-Resumable": "0.2.2", "Upload-Length": "5"})
    assert (old.status_code, old.headers["Tus-Version"]) == (412, "1.0.0")
    assert client.post(f"{ROOT}/uploads/resumable", headers=TUS).status_code == 422
    place = begin(client, 5).headers["Location"]
    assert (
        client.patch(place, b"x", content_type="text/plain", headers={**TUS, "Upload-Offset": "0"}).status_code == 415
    )
    assert go_on(client, place, 0, b"too long").status_code == 422
    assert client.delete(place, headers=TUS).status_code == 204
    assert client.head(place, headers=TUS).status_code == 404


def test_what_can_be_done_is_told(world: World) -> None:
    answer = caller(world.cast.dante).options(f"{ROOT}/uploads/resumable")
    assert (answer.headers["Tus-Version"], "creation" in answer.headers["Tus-Extension"]) == ("1.0.0", True)
    assert int(answer.headers["Tus-Max-Size"]) == int(settings.CONFIG.max_upload_mb) * 1_000_000


@pytest.mark.parametrize(("verdict", "status"), [(Verdict.NOT_SCANNED, 423), (Verdict.INFECTED, 403)])
def test_what_the_scanner_holds_back_is_held_back_here(
    world: World, monkeypatch, verdict: Verdict, status: int
) -> None:
    monkeypatch.setitem(settings.CONFIG.values, "CLAMD", "unix:/nowhere/clamd")
    StoredFile.objects.update(verdict=verdict, signature="Eicar")
    client, word = caller(world.cast.dante), told(Kind.ATTACHMENT, world.attachment)
    answer = client.get(f"{ROOT}/attachments/{word}/content")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert client.get(f"{ROOT}/attachments/{word}").json()["standing"] == {423: "waiting", 403: "infected"}[status]


def test_a_file_of_a_note_is_for_the_team(world: World) -> None:
    Message.objects.update(visibility="internal")
    word = told(Kind.ATTACHMENT, Attachment.objects.get(pk=world.attachment).pk)
    assert caller(world.cast.alice).get(f"{ROOT}/attachments/{word}/content").status_code == 404
    assert body(caller(world.cast.bruno).get(f"{ROOT}/attachments/{word}/content")) == PICTURE
