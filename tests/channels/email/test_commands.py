"""Which first lines of a mail are commands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.channels.kinds.email.commands import Commands, commands_in
from tridesk.tickets.types import Status


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("It works.", Commands("It works.")),
        ("/solved", Commands("", True, status=Status.SOLVED)),
        ("\n /Solved \n\nIt works.\n/note", Commands("It works.\n/note", True, status=Status.SOLVED)),
        (
            "/pending\n/assign Carla Cruz\nWhich one?",
            Commands("Which one?", True, status=Status.WAITING_REQUESTER, assignee="Carla Cruz"),
        ),
        ("/note\n\n/assign carla@desk.test", Commands("", True, note=True, assignee="carla@desk.test")),
        ("/solved\n/pending", Commands("", True, status=Status.WAITING_REQUESTER)),
        ("/close\nHello", Commands("Hello", True, unknown=("/close",))),
        ("/assign\n/solved now", Commands("", True, unknown=("/assign", "/solved now"))),
        ("/etc/hosts is gone", Commands("/etc/hosts is gone")),
        ("/ 3", Commands("/ 3")),
        ("> /solved", Commands("> /solved")),
        ("Hello\n/solved", Commands("Hello\n/solved")),
    ],
)
def test_the_first_lines_are_read(text: str, asked: Commands) -> None:
    assert commands_in(text) == asked


@given(st.text(max_size=300))
def test_what_is_no_command_is_kept_and_what_is_one_does_not_go_on(text: str) -> None:
    asked = commands_in(text)
    assert asked.given or asked.text == "\n".join(text.splitlines()).strip()
    assert text.strip().endswith(asked.text.splitlines()[-1] if asked.text else "")
