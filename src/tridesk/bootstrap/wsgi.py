"""The pages and the API as a WSGI application."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tridesk.bootstrap.settings")
django.setup(set_prefix=False)

from tridesk.bootstrap.programs import ProgramsHandler  # noqa: E402 - it reads settings

_pages, _programs = WSGIHandler(), ProgramsHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A program that comes with a token has no session, no form and no page: it goes the short way."""
    short = environ.get("PATH_INFO", "").startswith("/api/") and "HTTP_AUTHORIZATION" in environ
    return (_programs if short else _pages)(environ, start_response)
