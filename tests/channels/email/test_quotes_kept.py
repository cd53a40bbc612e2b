"""Words of a person that only look like history, introductions, headers or signatures."""

import pytest
from tests.channels.email.mails import plain, rows


@pytest.mark.parametrize("text", rows("kept"))
def test_words_of_a_person_stay(text: str) -> None:
    assert plain(text + "\n").new_text == text.rstrip()
