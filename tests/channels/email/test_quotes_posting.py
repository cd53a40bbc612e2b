"""Where the person wrote: above, below and between the quotes; and what their device added."""

import pytest
from tests.channels.email.mails import plain, rows

INTRODUCTION = "\nOn Mon, Mar 3, 2025 at 10:00 AM Bruno <bruno@t.example> wrote:\n"
HISTORY = INTRODUCTION + "\n> Did you turn it on?\n> Bruno\n"


@pytest.mark.parametrize("added", rows("devices"))
def test_what_a_device_adds_is_no_word_of_the_person(added: str) -> None:
    assert plain(f"A\n\n{added}\n{HISTORY}").new_text == "A"
    assert plain(f"A\n\n{added}\n").new_text == "A"


@pytest.mark.parametrize(("body", "new"), rows("posted"))
def test_what_is_new_is_found_wherever_it_stands(body: str, new: str) -> None:
    message = plain(body)
    assert message.new_text.strip() == new
    assert message.text.strip() == body.replace("\r\n", "\n").strip()


TALK = [
    "I can't get Outlook to start on my Samsung laptop",
    "Please download Outlook for my new phone",
    "The mail was sent from Outlook.",
    "Hello\n\nI can't get Outlook to start",
    "Hello\n\nSent a mail from Outlook to Alice, nothing.\nPlease help.",
]


@pytest.mark.parametrize("text", TALK)
def test_talk_about_devices_and_programs_is_talk(text: str) -> None:
    assert plain(text).new_text == text
