"""Who asks, in which language and zone: known before any view runs, from one joined query."""

from collections.abc import Callable
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from tridesk.identity.queries.actors import actor_of_session
from tridesk.identity.types import Actor
from tridesk.infra.client_address import client_ip
from tridesk.kernel import clock

LANGUAGE_COOKIE = "tridesk_language"
_SILENT = (
    "/health",
    "/hooks/",
    "/.well-known/",
    "/oauth/token",
    "/oauth/revoke",
    "/oauth/introspect",
)  # asked by programs, nobody in particular


class ActorMiddleware:
    """Sets `request.actor` (an Actor, or None for nobody) and activates language and time zone until the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        if request.path.startswith((settings.STATIC_URL, *_SILENT)):
            return self.get_response(request)
        by_token = request.path.startswith("/api/") and "Authorization" in request.headers  # then no session counts
        actor = request.actor = None if by_token else _signed_in(request)  # type: ignore[attr-defined]
        language, zone = (actor.language, actor.zone) if actor else (chosen_language(request), settings.TIME_ZONE)
        speak(language, zone)
        try:
            response = self.get_response(request)
        finally:
            translation.deactivate()
            timezone.deactivate()
        response.headers.setdefault("Content-Language", language)
        return response


def speak(language: str, zone: str) -> None:
    """The rest of this request is written in this language and shows this zone's times."""
    translation.activate(language)
    timezone.activate(_zone(zone))


def chosen_language(request: HttpRequest) -> str:
    """Of somebody we do not know: what they chose here, else what the browser asks for, else the desk's own."""
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    known = {code for code, _ in settings.LANGUAGES}
    return chosen if chosen in known else translation.get_language_from_request(request)


def _signed_in(request: HttpRequest) -> Actor | None:
    """The session store is handed the data that the one query brought, so that nothing reads the row again."""
    key = request.session.session_key
    found = actor_of_session(session_key=key, now=clock.now()) if key else None
    if found is None:
        return None
    data, actor = found
    request.session.hand_over(data)  # type: ignore[attr-defined]
    return actor.coming_from(client_ip(request))


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
