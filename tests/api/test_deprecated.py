from datetime import date

from tridesk.api.routes import Deprecated


def test_what_should_not_be_used_any_more_says_since_when_and_until_when() -> None:
    told = Deprecated(since=date(2027, 1, 1), sunset=date(2027, 7, 1))
    assert told.headers == {"Deprecation": "@1798761600", "Sunset": "Thu, 01 Jul 2027 00:00:00 GMT"}
