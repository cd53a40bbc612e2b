"""The way of a call that comes with a token: the middleware of the pages has nothing to do for it, but costs as much as
the call. What remains of it is here: the host is checked, the language is let go, the same headers keep browsers safe.
"""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver
from django.utils import translation
from django.utils.csp import build_policy

_ROOT = "/api/v1/"


class ProgramsHandler(WSGIHandler):
    """Django's handler without the pages' middleware."""

    def __init__(self) -> None:
        super().__init__()
        handler: Any = self
        handler._view_middleware = []
        handler._middleware_chain = convert_exception_to_response(self._answered)
        self._safe = safe_headers()
        self._by_word = patterns_by_word()

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Django tries all patterns one after the other, hundreds; here only those that begin with the same word."""
        root, rest = request.path_info[: len(_ROOT)], request.path_info[len(_ROOT) :]
        for pattern in self._by_word.get(rest.partition("/")[0], ()) if root == _ROOT else ():
            if (found := pattern.resolve(rest)) is not None:
                request.resolver_match = found
                return found
        return super().resolve_request(request)

    def _answered(self, request: HttpRequest) -> HttpResponseBase:
        request.get_host()  # raises DisallowedHost
        request.actor = None  # type: ignore[attr-defined]
        try:
            response: HttpResponseBase = self._get_response(request)  # type: ignore[attr-defined]
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        finally:
            translation.deactivate()
        for name, value in self._safe.items():
            response.headers.setdefault(name, value)
        if not response.streaming and "Content-Length" not in response.headers:
            response.headers["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
        if request.is_secure() and settings.SECURE_HSTS_SECONDS:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}")
        return response


def patterns_by_word() -> dict[str, list[URLPattern]]:
    """Those of the API by the first word of their address, in their order."""
    found: dict[str, list[URLPattern]] = defaultdict(list)
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and str(resolver.pattern) == _ROOT[1:]:
            for pattern in resolver.url_patterns:
                if isinstance(pattern, URLPattern) and (word := str(pattern.pattern).partition("/")[0]).isidentifier():
                    found[word].append(pattern)
    return found


def safe_headers() -> dict[str, str]:
    """What the pages' middleware says on every answer."""
    csp: Any = settings.SECURE_CSP
    return {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Content-Security-Policy": build_policy(csp),
    }
