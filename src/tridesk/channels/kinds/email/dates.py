"""Dates of headers: RFC 5322 and the ways in which it is not kept; always UTC."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?")
_EARLIEST = datetime(1982, 8, 13, tzinfo=UTC)  # RFC 822: nothing is older
_LATEST_YEAR = 2100
_SLACK = timedelta(days=7)


def parse_date(text: str) -> datetime | None:
    """A moment in UTC; None when there is none in it or it cannot be a mail's (before 1982, after 2100)."""
    text = text.strip()[:200]
    moment = _rfc5322(text) or _iso(text)
    if moment is None or moment < _EARLIEST or moment.year > _LATEST_YEAR:
        return None
    return moment


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


def received_at(received: str) -> datetime | None:
    """The moment a Received header ends with."""
    return parse_date(received.rpartition(";")[2]) if ";" in received else None


def is_absurd(sent: datetime, received: datetime) -> bool:
    """Sent a week after it was received, or ten years before: a clock that was never set."""
    return sent > received + _SLACK or sent < received - timedelta(days=3653)
