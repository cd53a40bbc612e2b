"""What is too fast for a person, and who is one all the same."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.channels.rules.rates import Pace, is_late, is_surely_by_hand, pace_of
from tridesk.channels.types import IncomingMessage, TransportMarks
from tridesk.kernel.text import MailAddress

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minutes_ago", "pace"),
    [
        ([], None),
        ([1] * 9, None),
        ([1] * 10, Pace(11, 10)),
        ([9.99] * 10, Pace(11, 10)),
        ([10] * 10, None),
        ([20] * 39, None),
        ([20] * 40, Pace(41, 60)),
        ([60] * 40, None),
    ],
)
def test_more_than_ten_in_ten_minutes_or_forty_an_hour(now, minutes_ago, pace):
    assert pace_of([now - minutes * MINUTE for minutes in minutes_ago], now=now) == pace


@given(st.lists(st.integers(0, 3600 * 3), max_size=60))
def test_a_pause_of_an_hour_always_ends_it(seconds):
    from datetime import UTC, datetime

    now = datetime(2026, 3, 10, tzinfo=UTC)
    assert pace_of([now - timedelta(hours=1, seconds=s) for s in seconds], now=now) is None


def by(program: str = "", message_id: str = "a@acme.test", text: str = "It smokes.", **marks) -> IncomingMessage:
    sender = MailAddress("", "alice@acme.test")
    given_marks = TransportMarks(program=program, **marks)
    return IncomingMessage(sender=sender, message_id=message_id, new_text=text, marks=given_marks)


@pytest.mark.parametrize(
    ("message", "earlier", "sure"),
    [
        (by("Mozilla Thunderbird"), [], True),
        (by("Microsoft Outlook 16.0"), ["Something else"], True),
        (by(message_id="CAF+x@mail.gmail.com"), [], True),
        (by(message_id="x@AM0PR0.eurprd01.prod.outlook.com"), [], True),
        (by("Mozilla Thunderbird"), ["It smokes."], False),
        (by("Mozilla Thunderbird", text="Ticket 12 was received"), ["Ticket 11 was received"], False),
        (by("Mozilla Thunderbird", hops=("desk.test",)), [], False),
        (by("Mozilla Thunderbird", auto_submitted="auto-generated"), [], False),
        (by("PHPMailer 6.0"), [], False),
        (by(), [], False),
    ],
)
def test_who_writes_fast_by_hand_is_known_by_program_and_fresh_words(message, earlier, sure):
    assert is_surely_by_hand(message, earlier_words=earlier) is sure


def test_what_lay_somewhere_for_an_hour_tells_nothing_of_a_pace(now):
    late = IncomingMessage(date=now - timedelta(hours=1))
    assert is_late(late, now)
    assert not is_late(IncomingMessage(date=now), now)
    assert not is_late(IncomingMessage(), now)
