"""Times at which a reply may leave later, as the one who writes it counts them: in their own zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tridesk.kernel.errors import InvalidError

MORNING, AFTERNOON = time(8), time(14)
IN_AN_HOUR, CHOSEN = "PT1H", "chosen"
_MONDAY = 0
_NOON = 12


@dataclass(frozen=True, slots=True)
class Preset:
    """`value` is what its button sends: the day and the clock that were shown, or a span."""

    code: str  # hour, afternoon, tomorrow, monday
    value: str
    at: datetime


def presets(*, now: datetime, zone: str) -> list[Preset]:
    """What is offered at this moment, the earliest first."""
    here = now.astimezone(ZoneInfo(zone))
    today, tomorrow = here.date(), here.date() + timedelta(days=1)
    monday = today + timedelta(days=(_MONDAY - today.weekday() - 1) % 7 + 1)
    found = [Preset("hour", IN_AN_HOUR, now + timedelta(hours=1))]
    if here.hour < _NOON:
        found.append(_preset("afternoon", today, AFTERNOON, zone))
    found.append(_preset("tomorrow", tomorrow, MORNING, zone))
    if monday != tomorrow:
        found.append(_preset("monday", monday, MORNING, zone))
    return found


def _preset(code: str, day: date, clock: time, zone: str) -> Preset:
    return Preset(code, f"{day.isoformat()}T{clock:%H:%M}", on_the_clock(datetime.combine(day, clock), zone))


def moment_of(value: str, *, chosen: str, now: datetime, zone: str) -> datetime:
    """When it leaves: `value` of a preset, or what was `chosen` by hand. Raises InvalidError (`send_at`: malformed)."""
    if value == IN_AN_HOUR:
        return now + timedelta(hours=1)
    given = chosen if value == CHOSEN else value
    try:
        clock = datetime.fromisoformat(given)
        if clock.tzinfo is not None or "T" not in given:
            raise ValueError(given)
        return on_the_clock(clock, zone)
    except (ValueError, OverflowError) as error:
        raise InvalidError(field="send_at", reason="malformed") from error


def on_the_clock(clock: datetime, zone: str) -> datetime:
    """The moment at which clocks there show this. Where they show it twice, the first time; where they leap over it, as
    much later as they leap."""
    return clock.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
