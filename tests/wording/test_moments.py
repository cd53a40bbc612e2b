from datetime import UTC, datetime, timedelta

import pytest
from babel.dates import format_date

from tridesk.wording.moments import moments

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
@pytest.mark.parametrize("style", ["short", "medium", "long", "full"])
def test_dates_are_written_as_cldr_says(language: str, style: str) -> None:
    for day in (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 9, 30, tzinfo=UTC), datetime(2025, 12, 7, tzinfo=UTC)):
        assert moments(language).day(day, style) == format_date(day, style, locale=language.replace("-", "_"))


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(seconds=20), "now"),
        (-timedelta(minutes=1), "1 minute ago"),
        (-timedelta(minutes=59), "59 minutes ago"),
        (-timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=3), "in 3 hours"),
        (-timedelta(days=1), "yesterday"),
        (timedelta(days=1), "tomorrow"),
        (-timedelta(days=29), "29 days ago"),
        (-timedelta(days=30), None),
    ],
)
def test_a_span_is_said_in_its_largest_unit(away: timedelta, said: str | None) -> None:
    assert moments("en").span(NOW + away, NOW) == said


def test_plurals_of_spans_are_those_of_the_language() -> None:
    said = [moments("pt-br").span(NOW - timedelta(hours=hours), NOW) for hours in (1, 5)]
    assert said == ["há 1 hora", "há 5 horas"]


def test_midnight_and_noon_are_twelve_in_english() -> None:
    assert [moments("en").clock(NOW.replace(hour=hour, minute=5)) for hour in (0, 12)] == [
        "12:05\u202fAM",
        "12:05\u202fPM",
    ]
