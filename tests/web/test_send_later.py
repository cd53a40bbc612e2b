"""The times offered for a reply that leaves later, and what is read from a form: by the clock on the writer's wall."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.kernel.errors import InvalidError
from tridesk.web.send_later import moment_of, on_the_clock, presets

BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def offered(now: str, zone: str = "UTC") -> dict[str, str]:
    local = ZoneInfo(zone)
    return {each.code: f"{each.at.astimezone(local):%a %H:%M}" for each in presets(now=utc(now), zone=zone)}


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (  # a Tuesday morning
            "2026-03-10T09:30", "UTC",
            {"hour": "Tue 10:30", "afternoon": "Tue 14:00", "tomorrow": "Wed 08:00", "monday": "Mon 08:00"},
        ),
        ("2026-03-10T13:30", "UTC", {"hour": "Tue 14:30", "tomorrow": "Wed 08:00", "monday": "Mon 08:00"}),
        ("2026-03-15T13:30", "UTC", {"hour": "Sun 14:30", "tomorrow": "Mon 08:00"}),  # Monday is tomorrow
        ("2026-03-16T13:30", "UTC", {"hour": "Mon 14:30", "tomorrow": "Tue 08:00", "monday": "Mon 08:00"}),
        (  # where it is Wednesday already
            "2026-03-10T20:30", "Asia/Tokyo",
            {"hour": "Wed 06:30", "afternoon": "Wed 14:00", "tomorrow": "Thu 08:00", "monday": "Mon 08:00"},
        ),
    ],
)  # fmt: skip
def test_what_is_offered(now: str, zone: str, expected: dict[str, str]) -> None:
    assert offered(now, zone) == expected


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.sampled_from([BERLIN, "America/Sao_Paulo", "UTC"]))
def test_every_offer_is_still_to_come_and_read_back_as_it_was_shown(naive: datetime, zone: str) -> None:
    now = naive.replace(tzinfo=UTC)
    for each in presets(now=now, zone=zone):
        assert now < each.at <= now + timedelta(days=8)
        assert moment_of(each.value, chosen="", now=now, zone=zone) == each.at


def test_clocks_that_change_lose_and_double_nothing() -> None:
    assert on_the_clock(datetime(2026, 3, 29, 8), BERLIN) == utc("2026-03-29T06:00"), "summer since that night"
    assert on_the_clock(datetime(2026, 3, 29, 2, 30), BERLIN) == utc("2026-03-29T01:30"), "which they call 3:30"
    assert on_the_clock(datetime(2026, 10, 25, 2, 30), BERLIN) == utc("2026-10-25T00:30"), "the first of the two"
    assert offered("2026-03-28T09:00", BERLIN)["tomorrow"] == "Sun 08:00"


def test_a_time_chosen_by_hand_is_that_of_the_writers_wall() -> None:
    now = utc("2026-03-10T09:00")
    found = moment_of("chosen", chosen="2026-07-01T10:15", now=now, zone=BERLIN)
    assert found == utc("2026-07-01T08:15")


@pytest.mark.parametrize(
    ("value", "chosen"),
    [("chosen", ""), ("chosen", "tomorrow"), ("2026-03-10", ""), ("2026-03-10T09:00Z", ""), ("PT2H", ""),
     ("chosen", "9999-99-99T00:00"), ("chosen", "0001-01-01T00:00")],
)  # fmt: skip
def test_what_is_no_time_is_refused(value: str, chosen: str) -> None:
    now = utc("2026-03-10T09:00")
    with pytest.raises(InvalidError) as refused:
        moment_of(value, chosen=chosen, now=now, zone="Asia/Tokyo")
    assert refused.value.values == {"field": "send_at", "reason": "malformed"}
