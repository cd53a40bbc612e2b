"""What every template knows beside what its view hands over. A view's own name of the same kind gives way."""

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import get_language

THEMES = ("auto", "light", "dark")
RAILS = ("wide", "narrow")


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Cheap on purpose: no statement, no rendering. `messages` are the short news at the page's foot.

    The forms' token is made once a page, and only where one is shown: masking it costs more than a row of a list.
    """
    token = SimpleLazyObject(lambda: get_token(request))
    return {
        "csrf_token": token,
        "csrf_input": SimpleLazyObject(
            lambda: format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
        ),
        "actor": getattr(request, "actor", None),
        "language": get_language() or settings.LANGUAGE_CODE,
        "messages": get_messages(request),
        "rail": _chosen(request, "rail", RAILS),
        "site_name": settings.CONFIG.site_name,
        "theme": _chosen(request, "theme", THEMES),
    }


def _chosen(request: HttpRequest, name: str, known: tuple[str, ...]) -> str:
    """What the browser remembers (the pages' script writes the cookie); the first of `known` where it does not."""
    value = request.COOKIES.get(name, "")
    return value if value in known else known[0]
