"""With a virus scanner: what is not scanned waits, what is infected is never given out, and the pages say so."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from tests.web.asking import client_of, whole
from tests.web.routes.tickets import mailed
from tests.web.test_files import body, send
from tests.web.world import PICTURE, World

from tridesk.infra.files import StoredFile
from tridesk.infra.models import Job, Verdict
from tridesk.tickets.models import Attachment, Message

SIGNATURE = "Win.Test.EICAR_HDB-1"
WAITS = (("being checked for viruses", "Try again"), ("sendo verificado contra vírus", "Tentar de novo"))


@pytest.fixture(autouse=True)
def _scanner(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configured after the world was made, so that its file was never scanned; it answers nobody here."""
    monkeypatch.setitem(settings.CONFIG.values, "CLAMD", "unix:/nowhere/clamd")


def judge(verdict: Verdict, signature: str = "") -> None:
    StoredFile.objects.update(verdict=verdict, signature=signature)


def doors(world: World) -> list[tuple[Client, str]]:
    """A person's and a link's way to the same file, and to the same ticket's page."""
    return [(client_of(world.cast.bruno), ""), (Client(), f"/t/{world.link}")]


def ask(client: Client, place: str, world: World, **more: str):
    return client.get(f"{place}/attachments/{world.attachment}/screen.png", **more)


def test_what_was_not_scanned_waits_and_is_queued(world: World) -> None:
    for (client, place), (why, again) in zip(doors(world), WAITS, strict=True):
        answer = ask(client, place, world)
        assert (answer.status_code, why in answer.text, again in answer.text) == (423, True, True)
        assert PICTURE not in answer.content
    file = Attachment.objects.get(pk=world.attachment).file_id
    assert list(Job.objects.filter(lane="files").values_list("unique_key", flat=True)) == [str(file)]


@pytest.mark.parametrize("verdict", [Verdict.CLEAN, Verdict.TOO_LARGE])
def test_what_was_scanned_or_cannot_be_is_given_out(world: World, verdict: Verdict) -> None:
    judge(verdict)
    for client, place in doors(world):
        assert body(ask(client, place, world)) == PICTURE


def test_an_infected_file_is_never_given_out_and_the_page_says_why(world: World) -> None:
    judge(Verdict.INFECTED, SIGNATURE)
    tag = f'"{Attachment.objects.get(pk=world.attachment).file.sha256}"'
    for client, place in doors(world):
        for more in ({}, {"QUERY_STRING": "download=1"}, {"HTTP_IF_NONE_MATCH": tag}):
            answer = ask(client, place, world, **more)
            assert (answer.status_code, SIGNATURE in answer.text, PICTURE in answer.content) == (403, True, False)
        assert client.head(f"{place}/attachments/{world.attachment}/screen.png").status_code == 403
    assert "Dante" in ask(client_of(world.cast.bruno), "", world).text, "who can help is named"


def test_an_infected_file_stays_held_without_a_scanner(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    judge(Verdict.INFECTED, SIGNATURE)
    monkeypatch.setitem(settings.CONFIG.values, "CLAMD", "")
    assert ask(client_of(world.cast.bruno), "", world).status_code == 403


def test_an_infected_raw_mail_is_only_for_who_looks_after_mail_and_only_to_be_saved(world: World) -> None:
    judge(Verdict.INFECTED, SIGNATURE)
    answer = whole(client_of(world.cast.dante).get(f"/settings/mail/in/{world.mail}/raw"))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    brought = mailed(world)
    address = f"/tickets/{world.ticket}/messages/{brought['message_id']}/mail/raw"
    judge(Verdict.INFECTED, SIGNATURE)
    assert whole(client_of(world.cast.bruno).get(address)).status_code == 403
    assert whole(client_of(world.cast.dante).get(address)).status_code == 200


def test_so_is_a_mail_with_an_infected_file_in_it(world: World) -> None:
    address = f"/tickets/{world.ticket}/messages/{mailed(world)['message_id']}/mail/raw"
    judge(Verdict.CLEAN)
    assert whole(client_of(world.cast.bruno).get(address)).status_code == 200
    attached = Attachment.objects.filter(message__ticket=world.ticket).values("file")
    StoredFile.objects.filter(pk__in=attached).update(verdict=Verdict.INFECTED, signature=SIGNATURE)
    assert whole(client_of(world.cast.bruno).get(address)).status_code == 403
    assert whole(client_of(world.cast.dante).get(address)).status_code == 200


def test_who_uploads_a_file_sees_it_while_it_waits_but_no_virus(world: World) -> None:
    client = client_of(world.cast.bruno)
    told = send(client).json()
    assert body(client.get(told["url"])) == PICTURE
    judge(Verdict.INFECTED, SIGNATURE)
    assert client.get(told["url"]).status_code == 403


@pytest.mark.parametrize(
    ("verdict", "said", "link", "saved"),
    [
        (Verdict.NOT_SCANNED, "Being checked for viruses", True, False),
        (Verdict.CLEAN, "", True, True),
        (Verdict.TOO_LARGE, "Too large to be checked for viruses", True, True),
        (Verdict.INFECTED, "Quarantined: %(signature)s was found in it", False, False),
    ],
)
def test_the_pages_of_a_ticket_say_how_its_files_stand(
    world: World, verdict: Verdict, said: str, link: bool, saved: bool
) -> None:
    judge(verdict, SIGNATURE if verdict == Verdict.INFECTED else "")
    for client, page, language in (
        (client_of(world.cast.bruno), f"/tickets/{world.ticket}", "en"),
        (Client(), f"/t/{world.link}", "pt-br"),
    ):
        shown = client.get(page).text
        with translation.override(language):
            assert not said or gettext(said) % {"signature": SIGNATURE} in shown
        assert "screen.png" in shown
        assert (f"/attachments/{world.attachment}/" in shown) is link
        assert (re.search(rf'/attachments/{world.attachment}/[^"]*" download>', shown) is not None) is saved


def test_an_infected_picture_of_the_text_is_told_below_it(world: World) -> None:
    Message.objects.update(html='<p>See</p><img src="cid:a@x">')
    Attachment.objects.update(inline=True, content_id="a@x")
    client, page = client_of(world.cast.bruno), f"/tickets/{world.ticket}"
    assert 'class="attachment' not in client.get(page).text
    judge(Verdict.INFECTED, SIGNATURE)
    assert f"Quarantined: {SIGNATURE}" in client.get(page).text
