"""How mail programs of many languages introduce what they quote: each line of the table, quoted or not."""

import pytest
from tests.channels.email.mails import plain, rows

ANSWER = "It works now.\n\nThanks,\nAlice"


@pytest.mark.parametrize("above", rows("introductions"))
def test_what_a_program_writes_above_history_goes_with_it(above: str) -> None:
    for mark in ("> ", ""):
        for gap in ("\n\n", "\n"):
            message = plain(f"{ANSWER}\n\n{above}{gap}{mark}Did you turn it on?\n{mark}\n{mark}Bruno\n")
            assert message.new_text == ANSWER
