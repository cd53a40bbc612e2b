"""Dates of headers: RFC 5322 and the ways in which it is not kept; always UTC."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?")
_NUMBERS = re.compile(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})[ ,]+(\d\d?):(\d\d)(?::(\d\d))?")
_EPOCH = re.compile(r"^\d{9,10}$")
_COMMENT = re.compile(r"\([^()]*\)")
_ZONE = re.compile(r"(?:GMT|UTC|UT)?\s?([+-]\d\d):?(\d\d)\b")
_HALF_DAY = re.compile(r"\b(\d{1,2})(:\d\d(?::\d\d)?)\s?([ap])\.?m\b\.?", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\b1([0-9]{2})(?= \d{1,2}:)")  # years since 1900, of programs that know no better
_MONTH = re.compile(r"(?<=[\s\d-])([^\W\d_]{3,10})\.?(?=[\s-]+(?:de )?\d)")
_DASHED = re.compile(r"(?<=\d)-([^\W\d_]{3,10})-(?=\d)")
_DAY_NAME = re.compile(r"^[^\W\d_]{1,12}\.?,?\s*(?=\d)")
_MONTHS = {
    name: english
    for english, names in {
        "Jan": "ene gen janv leden tammi",
        "Feb": "fev fév févr feb helmi",
        "Mar": "mär mrz maa maalis mars marzo março",
        "Apr": "abr avr huhti kwi",
        "May": "mai maj mei mag touko",
        "Jun": "juin giu kesä czer",
        "Jul": "juil lug heinä",
        "Aug": "ago aoû août elo sier",
        "Sep": "set syys wrz",
        "Oct": "out okt ott loka",
        "Nov": "marras lis",
        "Dec": "dez déc dic des joulu gru",
    }.items()
    for name in names.split()
}
_ZONES = {
    name: zone
    for zone, names in {
        "+0000": "WET",
        "+0100": "CET MEZ WEST BST",
        "+0200": "CEST MESZ EET",
        "+0300": "EEST MSK",
        "+0530": "IST",
        "+0900": "JST KST",
        "+1000": "AEST",
        "+1100": "AEDT",
        "+1200": "NZST",
        "+1300": "NZDT",
        "-0300": "BRT ART",
    }.items()
    for name in names.split()
}
_EARLIEST = datetime(1982, 8, 13, tzinfo=UTC)  # RFC 822: nothing is older
_LATEST_YEAR = 2100
_SLACK = timedelta(days=7)


def parse_date(text: str) -> datetime | None:
    """A moment in UTC; None when there is none in it or it cannot be a mail's (before 1982, after 2100)."""
    text = text.strip()[:200]
    moment = _iso(text) or _rfc5322(_normal(text)) or _in_numbers(text)
    if moment is None or moment < _EARLIEST or moment.year > _LATEST_YEAR:
        return None
    return moment


def _normal(text: str) -> str:
    """Comments go; zones, half days, short years and months of other languages become what RFC 5322 wants."""
    text = _COMMENT.sub(" ", text).replace('"', "")
    text = _DASHED.sub(r" \1 ", text)
    text = _ZONE.sub(r"\1\2", _HALF_DAY.sub(_full_day, text)) if any(mark in text for mark in "+-mM") else text
    text = _SHORT_YEAR.sub(lambda year: str(2000 + int(year[1])), text)
    text = _MONTH.sub(lambda month: _MONTHS.get(month[1].lower(), _MONTHS.get(month[1].lower()[:3], month[1])), text)
    head, _, zone = text.rstrip().rpartition(" ")
    return _DAY_NAME.sub("", f"{head} {_ZONES[zone.upper()]}" if zone.upper() in _ZONES else text)


def _full_day(time: re.Match[str]) -> str:
    hour = int(time[1]) % 12 + (12 if time[3] in "pP" else 0) if int(time[1]) <= 12 else int(time[1])
    return f"{hour:02}{time[2]}"


def _rfc5322(text: str) -> datetime | None:
    try:
        found = parsedate_tz(text)
        if found is None:
            return None
        offset = found[9] or 0
        hour, minute, second = min(found[3], 23), found[4], min(found[5], 59)  # 60 is a leap second
        zone = timezone(timedelta(seconds=offset)) if abs(offset) < 86400 else UTC
        return datetime(*found[:3], hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _iso(text: str) -> datetime | None:
    found = _ISO.search(text)
    if not found:
        return None
    try:
        return datetime.fromisoformat(
            f"{found[1]}-{found[2]}-{found[3]}T{found[4]}:{found[5]}:{found[6] or '00'}"
            f"{'+00:00' if found[7] in {None, 'Z'} else found[7]}"
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _in_numbers(text: str) -> datetime | None:
    """Seconds since 1970; or day and month in numbers, where only one order is possible."""
    if _EPOCH.match(text):
        return datetime.fromtimestamp(int(text), UTC)
    found = _NUMBERS.match(text)
    if not found:
        return None
    first, second, year, hour, minute, seconds = (int(part or 0) for part in found.groups())
    if first <= 12 and second <= 12 and first != second:
        return None
    day, month = (second, first) if second > 12 else (first, second)
    try:
        return datetime(year, month, day, hour, minute, min(seconds, 59), tzinfo=UTC)
    except ValueError:
        return None


def received_at(received: str) -> datetime | None:
    """The moment a Received header ends with."""
    return parse_date(received.rpartition(";")[2]) if ";" in received else None


def is_absurd(sent: datetime, received: datetime) -> bool:
    """Sent a week after it was received, or ten years before: a clock that was never set."""
    return sent > received + _SLACK or sent < received - timedelta(days=3653)
