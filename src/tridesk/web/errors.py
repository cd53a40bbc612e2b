"""Pages for what went wrong, and the one place where a room's refusal becomes an answer."""

import logging
import secrets
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as N_

from tridesk.identity.queries.people import people
from tridesk.identity.queries.roles import role_with_key
from tridesk.identity.types import SYSTEM
from tridesk.infra.files import FileWaitingError
from tridesk.kernel.errors import ConflictError, DomainError, InvalidError, NotAllowedError, NotFoundError
from tridesk.web.explain import explain
from tridesk.web.flash import flash_now

HELD = 423  # Locked (RFC 4918 section 11.3): no failure of ours, as 503 would be to whoever watches the logs
log = logging.getLogger(__name__)
STATUS = (
    (NotFoundError, 404),
    (NotAllowedError, 403),
    (ConflictError, 409),
    (InvalidError, 400),
    (FileWaitingError, HELD),
)
TITLES = {
    400: N_("This could not be understood"),
    403: N_("You may not see this"),
    404: N_("There is nothing here"),
    409: N_("Somebody was faster"),
    413: N_("This is too much at once"),
    423: N_("Just a moment"),
    429: N_("A little too fast"),
    500: N_("Something broke on our side"),
}


class DomainErrorMiddleware:
    """A refusal that a view lets through: its status, its words, as a page, a part of one, or JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RequestDataTooBig):
            return problem(request, 413, _("What was sent together is too large. Send less at once."))
        if not isinstance(error, DomainError):
            return None
        status = next((status for kind, status in STATUS if isinstance(error, kind)), 400)
        return problem(request, status, explain(error))


def problem(request: HttpRequest, status: int, text: str) -> HttpResponse:
    """The answer that something went wrong: JSON where it was asked for, else a page with what to do.

    A part of a page that htmx asked for stays as it is; the words come as short news.
    """
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": text}, status=status)
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        return flash_now(HttpResponse(status=status), text, kind="error")
    context = {
        "status": status,
        "heading": TITLES[status],
        "text": text,
        "whom": _whom_to_ask() if status == 403 else [],
    }
    return render(request, "errors/problem.html", context, status=status)


def _whom_to_ask() -> list[str]:
    """Some administrators' names: a refusal that names nobody leaves people alone."""
    rows = people(actor=SYSTEM, role=role_with_key(key="administrator"), limit=3).rows
    return [row.name for row in rows]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    log.info("bad request for %s: %s", request.path, exception)
    return problem(request, 400, _("Go back, reload the page and try again."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return problem(request, 404, explain(NotFoundError()))


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return problem(request, 403, explain(NotAllowedError()))


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Shown by allauth's rate limits."""
    return problem(request, 429, _("This was tried too often. Wait a few minutes, then try again."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a page that lay open while the person signed in or out elsewhere."""
    log.info("form refused for %s: %s", request.path, reason)
    text = _("This page was open for too long, so the form was not taken. Go back, reload the page and send it again.")
    return problem(request, 403, text)


def broken(request: HttpRequest) -> HttpResponse:
    """The last resort: it must not fail itself. The reference finds the log line."""
    reference = secrets.token_hex(4)
    log.error("reference %s: %s %s failed", reference, request.method, request.path)
    text = _("We did not mean that. Try again; if it stays, tell an administrator this reference: %(reference)s")
    try:
        response = problem(request, 500, text % {"reference": reference})
    except Exception:  # the page of the error is broken itself
        log.exception("reference %s: the error page failed too", reference)
        response = HttpResponse(f"500 ({reference})", status=500, content_type="text/plain")
    response.headers["X-Request-ID"] = reference
    return response
