"""Addresses of pages for templates: as Django's `reverse`, with the patterns looked up once."""

from functools import cache
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import NoReverseMatch, get_resolver, get_script_prefix

_SAFE = "/~:@!$&'()*+,;="  # RFC 3986 section 3.3, what Django leaves alone too


def url(name: str, /, **values: object) -> str:
    """The address of the page `name`; raises NoReverseMatch where no page of that name takes these values."""
    shape = _shape(name, tuple(values))
    path = shape % {key: _quoted(value) for key, value in values.items()} if values else shape
    return f"{get_script_prefix()}{path}"


def _quoted(value: object) -> object:
    return value if isinstance(value, int) else quote(str(value), safe=_SAFE)


def with_query(address: str, /, **values: object) -> str:
    """The address with a query string; None and "" are left out, lists are repeated."""
    given = {key: value for key, value in values.items() if value not in (None, "")}
    return f"{address}?{urlencode(given, doseq=True)}" if given else address


def static(path: str) -> str:
    """The address of a file under web/static that the pages' build does not name."""
    return f"{settings.STATIC_URL}{path}"


@cache
def _shape(name: str, keys: tuple[str, ...]) -> str:
    for possibilities, *_ in get_resolver().reverse_dict.getlist(name):
        for shape, parameters in possibilities:
            if set(parameters) == set(keys):
                return str(shape)
    raise NoReverseMatch(f"no page is called {name!r} with {', '.join(sorted(keys)) or 'no values'}")
