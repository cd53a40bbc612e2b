"""The shape of tokens: what secret scanners are told of them is true."""

import re
import string
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.kernel.tokens import LENGTH, digest, hint, looks_real, new_token

DOCUMENTED = re.compile(r"td[aoprs]_[0-9A-Za-z]{42}")
LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase


def checked(chance: str) -> str:
    """The six letters of check as the docs tell it: CRC-32, base 62, most significant first."""
    number, letters = zlib.crc32(chance.encode()), ""
    while number:
        number, rest = divmod(number, 62)
        letters = LETTERS[rest] + letters
    return letters.rjust(6, "0")


@pytest.mark.parametrize("prefix", "aoprs")
def test_every_kind_has_the_documented_shape(prefix: str) -> None:
    token = new_token(prefix)
    assert DOCUMENTED.fullmatch(token)
    assert len(token) == LENGTH
    assert looks_real(token)
    assert token[-6:] == checked(token[4:-6])


@pytest.mark.parametrize(
    ("token", "real"),
    [
        (f"tdp_{'0' * 36}{checked('0' * 36)}", True),
        (f"tdp_{'zA9' * 12}{checked('zA9' * 12)}", True),
        (f"tdp_{'0' * 42}", False),
        (f"xdp_{'0' * 36}{checked('0' * 36)}", False),
        (f"tdp_{'0' * 35}{checked('0' * 35)}", False),
        (f"tdp_{'ä' * 36}000000", False),
        ("", False),
        ("tdp_", False),
        ("_" * 46, False),
        ("\x00" * 46, False),
    ],
)
def test_what_is_none_is_known_without_asking(token: str, real: bool) -> None:
    assert looks_real(token) is real


@given(st.text(alphabet=LETTERS, min_size=36, max_size=36), st.integers(0, 45), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_noticed(chance: str, place: int, letter: str) -> None:
    token = f"tdo_{chance}{checked(chance)}"
    other = token[:place] + letter + token[place + 1 :]
    assert looks_real(token)
    assert looks_real(other) is (other == token) or place == 2


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert looks_real(text) in (True, False)
    assert len(digest(text)) == 64


def test_two_are_never_the_same_and_a_hint_gives_little_away() -> None:
    one, other = new_token("p"), new_token("p")
    assert one != other
    assert digest(one) != digest(other)
    assert hint(one) == f"tdp_…{one[-4:]}"
