"""What may be attached: sizes in MB of a million bytes, endings as Windows reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.infra.files.limits import check_upload, ending
from tridesk.kernel.errors import InvalidError

BLOCKED = ("exe", "com", "js")


def refusal(name: str, size: int = 1) -> dict[str, object]:
    with pytest.raises(InvalidError) as caught:
        check_upload(name, size, limit_mb=50, blocked=BLOCKED)
    return caught.value.values


@pytest.mark.parametrize(
    "name",
    [
        "setup.exe",
        "SETUP.EXE",
        "invoice.pdf.exe",
        "invoice.pdf .exe",
        "setup.exe.",
        "setup.exe . .",
        "setup.exe::$DATA",
        "setup.exe:evil.txt",
        "C:setup.exe",
        "setup.exe\0.pdf",
        "setup.e\u200bxe",
        "invoice\u202efdp.exe",
        "setup.exe\u200f",
        "setup\uff0eexe",
        "setup\u2024exe",
        "setup.ｅｘｅ",
        ".exe",
        "folder\\setup.exe",
    ],
)
def test_a_blocked_ending_is_found_however_it_is_hidden(name: str) -> None:
    assert refusal(name) == {"field": "file", "reason": "type_blocked", "name": name, "ending": "exe"}


@pytest.mark.parametrize(
    "name", ["report.pdf", "www.example.com.pdf", "exe", "notes", "a.exe.txt", "json", "data.json", "", "..."]
)
def test_other_names_are_taken(name: str) -> None:
    check_upload(name, 1, limit_mb=50, blocked=BLOCKED)


def test_the_limit_itself_is_allowed_and_one_byte_more_is_not() -> None:
    check_upload("film.mp4", 50_000_000, limit_mb=50, blocked=BLOCKED)
    assert refusal("film.mp4", 50_000_001) == {
        "field": "file",
        "reason": "too_large",
        "name": "film.mp4",
        "limit_mb": 50,
    }


def test_blocked_endings_may_be_written_with_dot_and_capitals() -> None:
    with pytest.raises(InvalidError):
        check_upload("a.exe", 1, limit_mb=1, blocked=[".EXE"])


@given(st.text())
def test_any_name_has_an_ending_or_none_but_never_a_dot_in_it(name: str) -> None:
    assert "." not in ending(name)


@given(st.text(), st.text(alphabet=". \t\u200b\u202e", max_size=5))
def test_nothing_invisible_behind_an_ending_hides_it(stem: str, tail: str) -> None:
    plain = stem.replace("\0", "").replace(":", "")
    assert ending(f"{plain}.exe{tail}") == "exe"
