"""All operations at one address, and what every answer carries."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tridesk import __version__
from tridesk.api import problems
from tridesk.api.call import Call
from tridesk.api.endpoints import AREAS
from tridesk.api.entry import enter
from tridesk.api.errors import MalformedError, NotSignedInError
from tridesk.kernel.errors import DomainError, NotFoundError

log = logging.getLogger(__name__)
VERSION = "1"
DESCRIPTION = """Everything a page of Tridesk can do, a program can do, through the same rules.

Sign in with `Authorization: Bearer <token>`. Times are RFC 3339 in UTC, ids are opaque, lists are paged by `cursor`.
Errors are problem details (RFC 9457); writes take an `Idempotency-Key`, changes take `If-Match`."""


class _Api(NinjaAPI):
    def on_exception(self, request: HttpRequest, exc: Any) -> Any:
        """Every refusal is problem details; what nobody foresaw has a reference."""
        if isinstance(exc, ValidationError):
            exc = MalformedError(problems=exc.errors)
        elif isinstance(exc, AuthenticationError):
            exc = NotSignedInError()
        if isinstance(exc, DomainError):
            return problems.of_error(exc)
        if isinstance(exc, RequestDataTooBig):
            return problems.problem(413, "too_large", _("This is more than one call may bring."))
        if isinstance(exc, UnreadablePostError):  # the line broke: nobody hears this
            return problems.problem(400, "malformed", "The call ended before all of it was here.")
        if isinstance(exc, BadRequest | SuspiciousOperation | MultiPartParserError):
            return problems.problem(400, "malformed", str(exc))  # such as a form without a boundary
        if isinstance(exc, HttpError):
            return problems.problem(exc.status_code, "malformed", str(exc))
        response = problems.broken()
        log.error("reference %s: %s %s failed", response["X-Request-ID"], request.method, request.path, exc_info=exc)
        return response


def build() -> NinjaAPI:
    """The API with every area."""
    api = _Api(
        title="Tridesk",
        version=VERSION,
        description=DESCRIPTION,
        auth=enter,
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
        openapi_extra={
            "info": {
                "license": {
                    "name": "AGPL 3.0 or later",
                    "identifier": "AGPL-3.0-or-later",
                },
                "x-release": __version__,
            },
        },
    )
    for routes in AREAS:
        api.add_router("", routes.router)
    return api


def patterns() -> list[URLPattern]:
    """Addresses below /api/v1/."""
    api = build()
    found = [_dressed(each) for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"]
    return [*found, re_path(r".*", _dressed_view(_nothing_here), name="api_nothing")]


def _dressed(pattern: URLPattern) -> URLPattern:
    pattern.callback = _dressed_view(pattern.callback)
    return pattern


def _dressed_view(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What every answer carries, whatever became of the call."""

    def dressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 405 and not response.headers.get("Content-Type", "").startswith("application/"):
            allowed = response.headers.get("Allow", "")
            response = problems.problem(405, "method_not_allowed", f"Allowed here: {allowed}.")
            response.headers["Allow"] = allowed
        call: Call | None = getattr(request, "call", None)
        if call is not None and call.policy is not None and call.standing is not None:
            response.headers["RateLimit-Policy"] = f'"default";q={call.policy.quota};w={call.policy.seconds}'
            response.headers["RateLimit"] = f'"default";r={call.standing.left};t={call.standing.resets_in}'
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("Vary", "Authorization, Cookie, Accept-Language")
        return response

    dressed.csrf_exempt = True  # type: ignore[attr-defined] # whoever comes by a session is asked in `enter`
    return dressed


def _nothing_here(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001
    return problems.of_error(NotFoundError())
