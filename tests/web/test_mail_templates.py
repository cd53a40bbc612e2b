"""The pages of mail templates: nothing typed is lost, what mail programs do not show is told, a preview is harmless."""

import re
from html import unescape

import pytest
from django.test import Client
from tests.web.asking import client_of
from tests.web.test_settings import news, undo
from tests.web.world import World

from tridesk.channels.models import MailTemplate, OutboundMail

PAGE = "/settings/mail-templates/reply/en"
TYPED = {"subject": "", "text": "Dear {{ name }}\n\n{{ body }}", "html": ""}


@pytest.fixture
def dante(world: World) -> Client:
    return client_of(world.cast.dante)


def shown(client: Client, page: str) -> str:
    return unescape(client.get(page).text)


def test_one_begins_with_the_shipped_words(dante: Client) -> None:
    text = shown(dante, PAGE)
    assert "{{ body }}\n\nThese files are too large for a mail" in text
    assert "These are the shipped words." in text
    assert 'value="Re: {{ subject }} [{{ number }}]"' in text


def test_a_refusal_stands_at_its_field_with_the_line_and_nothing_typed_is_lost(dante: Client) -> None:
    answer = dante.post(PAGE, TYPED | {"text": "{{ body }}\n\n{{ colour }} &", "html": "<p>mine</p>"})
    assert answer.status_code == 422
    error = re.search(r'id="f-text-error">.*?<span>(.*?)</span>', answer.text)
    assert error is not None
    assert unescape(error[1]).startswith("Line 3: this mail knows no {{ colour }}.")
    assert "{{ colour }} &amp;</textarea>" in answer.text
    assert "&lt;p&gt;mine&lt;/p&gt;</textarea>" in answer.text


def test_a_change_is_listed_told_and_taken_back(dante: Client) -> None:
    dante.post(PAGE, TYPED | {"html": '<p class="x">Hello</p><style>p{}</style><div>{{ body }}</div>'})
    told = news(dante, PAGE)
    assert told[0].startswith("Saved.")
    assert told[1].endswith("class=, <style>")
    assert "by Dante Dias" in shown(dante, "/settings/mail-templates")
    dante.post(f"{PAGE}/restore")
    taking_back = undo(dante, PAGE)
    assert "{{ body }}\n\nThese files are too large" in shown(dante, PAGE)
    dante.post(taking_back)
    assert "Dear {{ name }}" in shown(dante, PAGE)
    trail = shown(dante, "/settings/audit")
    assert "changed the words of a mail" in trail
    assert "Mail template Answer · English" in trail
    assert "Dear {{ name }}" in trail


def test_a_trial_keeps_what_was_typed_and_saves_nothing(dante: Client) -> None:
    answer = dante.post(f"{PAGE}/try", TYPED)
    assert answer.status_code == 200
    assert "on its way to dante@desk.test" in answer.text
    assert "Dear {{ name }}" in answer.text
    assert OutboundMail.objects.get(state="queued").recipient == "dante@desk.test"
    assert not MailTemplate.objects.exists()
    assert dante.post(f"{PAGE}/try", TYPED | {"text": "no body"}).status_code == 422


def test_the_preview_fills_the_story_in_and_can_do_nothing(dante: Client) -> None:
    answer = dante.get(f"{PAGE}/preview")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Please open the tray" in unescape(answer.text)


@pytest.mark.parametrize(
    ("look", "seen", "unseen"),
    [
        ({}, "Dear Alice Andrade", "<pre"),
        ({"part": "plain"}, "Dear Alice Andrade", "srcdoc"),
        ({"colours": "dark"}, "#1f1f1f", "#ffffff;color:#1f2933"),
        ({"filled": "least"}, "Please open the tray", "Carla Conti"),
        ({"text": "{{ body }} {{"}, "Line 1: two braces are opened", "srcdoc"),
        ({"text": ""}, "Write the mail's words first.", "srcdoc"),
    ],
)
def test_the_preview_shows_what_is_typed_and_what_is_wrong_with_it(dante, look, seen, unseen) -> None:
    answer = dante.post(f"{PAGE}/preview", TYPED | look)
    mail = unescape(unescape(answer.text))
    assert seen in mail
    assert unseen not in mail.partition("<body")[2]


def test_scripts_in_a_preview_are_refused_and_never_there(dante: Client) -> None:
    answer = dante.post(f"{PAGE}/preview", TYPED | {"html": "<div>{{ body }}</div><script>alert(1)</script>"})
    assert "<script" not in unescape(answer.text).replace("Line 1: <script>", "")
    assert "Line 1: &lt;script&gt; cannot be in a mail" in answer.text
