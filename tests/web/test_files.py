"""Files come in streamed and bounded, stand for themselves by a signed word, and go out with headers that tame them."""

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.asking import client_of
from tests.web.world import PICTURE, World

from tridesk.identity.actions.revoke_link import revoke_link
from tridesk.identity.types import SYSTEM
from tridesk.kernel import clock
from tridesk.kernel.errors import InvalidError
from tridesk.tickets.types import NewAttachment
from tridesk.web import uploads


def send(client: Client, name: str = "screen.png", content: bytes = PICTURE, page: str = "/files") -> Any:
    file = SimpleUploadedFile(name, content, "image/png")
    return client.post(page, {"file": file}, headers={"Accept": "application/json"})


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_an_uploaded_picture_is_kept_and_shown_to_who_sent_it(world: World) -> None:
    client = client_of(world.cast.bruno)
    answer = send(client)
    told = answer.json()
    assert (answer.status_code, told["name"], told["size"], told["type"]) == (
        201,
        "screen.png",
        len(PICTURE),
        "image/png",
    )
    shown = client.get(told["url"])
    assert (body(shown), shown.headers["Content-Type"]) == (PICTURE, "image/png")


def test_another_person_cannot_look_at_it_or_send_it(world: World) -> None:
    told = send(client_of(world.cast.bruno)).json()
    assert client_of(world.cast.carla).get(told["url"]).status_code == 404
    with pytest.raises(InvalidError):
        uploads.attachments([told["token"]], world.cast.carla)


def test_a_word_becomes_an_attachment_once(world: World) -> None:
    told = send(client_of(world.cast.bruno)).json()
    taken = uploads.attachments([told["token"], told["token"], ""], world.cast.bruno)
    assert [(type(each), each.name, each.content_type) for each in taken] == [
        (NewAttachment, "screen.png", "image/png")
    ]


def test_a_word_is_good_for_a_day_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told = send(client_of(world.cast.bruno)).json()
    monkeypatch.setattr(uploads, "MAX_AGE", -1)
    assert client_of(world.cast.bruno).get(told["url"]).status_code == 404


@pytest.mark.parametrize("name", ["virus.exe", "a.pdf.EXE", "run.ps1 "])
def test_dangerous_endings_are_refused_in_words(world: World, name: str) -> None:
    answer = send(client_of(world.cast.bruno), name=name)
    assert (answer.status_code, "ZIP" in answer.json()["error"]) == (422, True)


def test_what_is_too_large_is_refused_with_the_limit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.CONFIG.values, "MAX_UPLOAD_MB", 1)
    answer = send(client_of(world.cast.bruno), content=b"x" * 1_000_001)
    assert (answer.status_code, "at most 1 MB" in answer.json()["error"]) == (413, True)


def test_a_form_without_a_file_is_told_so(world: World) -> None:
    assert client_of(world.cast.bruno).post("/files", {}).status_code == 422


def test_an_attachment_comes_with_headers_that_keep_it_from_acting(world: World) -> None:
    shown = client_of(world.cast.bruno).get(f"/attachments/{world.attachment}/screen.png")
    assert body(shown) == PICTURE
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Cache-Control"].startswith("private")


def test_a_file_that_the_browser_has_is_not_sent_again(world: World) -> None:
    client, address = client_of(world.cast.bruno), f"/attachments/{world.attachment}/screen.png"
    shown = client.get(address)
    assert body(shown) == PICTURE
    tag = shown.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_asking_for_a_download_gives_one(world: World) -> None:
    shown = client_of(world.cast.bruno).get(f"/attachments/{world.attachment}/screen.png?download=1")
    assert body(shown) == PICTURE
    assert shown.headers["Content-Disposition"] == 'attachment; filename="screen.png"'


def test_html_is_never_shown_as_such(world: World) -> None:
    client = client_of(world.cast.bruno)
    told = send(client, name="page.html", content=b"<script>alert(1)</script>").json()
    shown = client.get(told["url"])
    assert body(shown) == b"<script>alert(1)</script>"
    assert shown.headers["Content-Type"] == "application/octet-stream"
    assert shown.headers["Content-Disposition"].startswith("attachment")


def test_a_requester_by_link_sends_and_sees_files_of_that_ticket(world: World) -> None:
    client = Client()
    told = send(client, page=f"/t/{world.link}/files").json()
    assert body(client.get(told["url"])) == PICTURE
    assert body(client.get(f"/t/{world.link}/attachments/{world.attachment}/screen.png")) == PICTURE
    by_link = replace(world.cast.alice, ticket_only=world.ticket)
    assert uploads.attachments([told["token"]], by_link)
    with pytest.raises(InvalidError):
        uploads.attachments([told["token"]], world.cast.alice)


def test_a_revoked_link_opens_nothing(world: World) -> None:
    from tests.cast import person

    revoke_link(actor=SYSTEM, person_id=person(world.cast.alice), subject=f"ticket:{world.ticket}", now=clock.now())
    client = Client()
    assert client.get(f"/t/{world.link}/attachments/{world.attachment}/screen.png").status_code == 404
    assert send(client, page=f"/t/{world.link}/files").status_code == 404
