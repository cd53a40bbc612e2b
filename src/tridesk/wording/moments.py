"""How one language writes dates, times and spans. Patterns are compiled once: a list page writes hundreds."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache

from babel import Locale
from babel.dates import DateTimeFormat, get_period_names, tokenize_pattern
from django.utils.translation import trans_real

type Moment = date | datetime | time
type Writer = Callable[[Moment], str]

MINUTE, HOUR, DAY = 60, 3600, 86_400  # seconds
RELATIVE_DAYS = 30  # beyond that a date says more than a span
_STEPS = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"))
_QUICK: dict[str, Callable[..., str]] = {
    "d": lambda moment: str(moment.day),
    "dd": lambda moment: f"{moment.day:02}",
    "M": lambda moment: str(moment.month),
    "MM": lambda moment: f"{moment.month:02}",
    "y": lambda moment: str(moment.year),
    "yy": lambda moment: f"{moment.year % 100:02}",
    "H": lambda moment: str(moment.hour),
    "HH": lambda moment: f"{moment.hour:02}",
    "h": lambda moment: str(moment.hour % 12 or 12),
    "hh": lambda moment: f"{moment.hour % 12 or 12:02}",
    "mm": lambda moment: f"{moment.minute:02}",
    "ss": lambda moment: f"{moment.second:02}",
}


class Moments:
    """Writers of one language; `short`, `medium`, `long` and `full` are CLDR's styles."""

    def __init__(self, language: str) -> None:
        self.locale = Locale.parse(language.replace("-", "_"))
        self._say = trans_real.translation(language).gettext
        styles = ("short", "medium", "long", "full")
        dates = {style: self.locale.date_formats[style].pattern for style in styles}
        times = {"short": self.locale.time_formats["short"].pattern}
        glue = self.locale.datetime_formats["medium"]
        self._dates = {style: compiled(pattern, self.locale) for style, pattern in dates.items()}
        self._time = compiled(times["short"], self.locale)
        self._both = {
            style: compiled(glue.format(times["short"], pattern), self.locale) for style, pattern in dates.items()
        }
        self._spans = {
            (unit, direction): dict(self.locale._data["date_fields"][unit][direction])
            for _, unit in _STEPS
            for direction in ("past", "future")
        }
        self._spelled = lru_cache(maxsize=256)(self._spell)  # there are 226 of them

    def day(self, moment: date, style: str = "medium") -> str:
        return self._dates[style](moment)

    def clock(self, moment: datetime) -> str:
        return self._time(moment)

    def full(self, moment: datetime, style: str = "medium") -> str:
        """Day and time of day, as it is in the moment's own zone."""
        return self._both[style](moment)

    def span(self, then: datetime, now: datetime) -> str | None:
        """ "5 minutes ago", "in 3 days", "yesterday"; None from 30 days on. The pages' script says the same words."""
        seconds = (then - now).total_seconds()
        away = abs(seconds)
        if away >= RELATIVE_DAYS * DAY:
            return None
        if away < 45:
            return self._say(N_("now"))
        size, unit = next((step for step in _STEPS if away >= step[0]), _STEPS[-1])
        return self._spelled(unit, max(int(away // size), 1), "future" if seconds > 0 else "past")

    def _spell(self, unit: str, count: int, direction: str) -> str:
        if unit == "day" and count <= 2:
            return self._near(count if direction == "future" else -count)
        patterns = self._spans[unit, direction]
        pattern = patterns.get(self.locale.plural_form(count)) or patterns["other"]
        return str(pattern).replace("{0}", str(count))

    def _near(self, days: int) -> str:
        """Languages have words of their own for these: "ayer", "anteontem"."""
        words = {-2: N_("2 days ago"), -1: N_("yesterday"), 1: N_("tomorrow"), 2: N_("in 2 days")}
        return self._say(words[days])


def N_(text: str) -> str:  # noqa: N802 - the mark by which texts are taken out
    return text


@lru_cache(maxsize=16)
def moments(language: str) -> Moments:
    """The writers of a language, made once."""
    return Moments(language)


def compiled(pattern: str, locale: Locale) -> Writer:
    """A CLDR date pattern (UTS 35, part 4) as a function; fields we have no shortcut for are Babel's."""
    parts = [_part(value, locale) for _kind, value in tokenize_pattern(pattern)]
    return lambda moment: "".join([part if isinstance(part, str) else part(moment) for part in parts])


def _part(value: str | tuple[str, int], locale: Locale) -> str | Writer:
    if isinstance(value, str):
        return value
    field, length = value
    key = field * length
    if key in _QUICK:
        return _QUICK[key]
    if field in "ML" and length in {3, 4}:
        context = "stand-alone" if field == "L" else "format"
        names = locale.months[context]["wide" if length == 4 else "abbreviated"]
        return lambda moment: str(names[moment.month])  # type: ignore[union-attr]
    if key == "a":
        periods = get_period_names("abbreviated", locale=locale)
        return lambda moment: str(periods["am" if moment.hour < 12 else "pm"])  # type: ignore[union-attr]
    return lambda moment: str(DateTimeFormat(moment, locale)[key])
