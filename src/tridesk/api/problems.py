"""What went wrong, as problem details (RFC 9457): a stable type for programs, a sentence for people."""

import secrets
from collections.abc import Iterable
from typing import Any

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as N_

from tridesk.api.errors import (
    ChangedSinceError,
    KeyReusedError,
    MalformedError,
    NotSignedInError,
    TooManyCallsError,
    TusTypeError,
    TusVersionError,
)
from tridesk.infra.files import FileWaitingError
from tridesk.infra.files.uploads import ChecksumError
from tridesk.kernel.errors import ConflictError, DomainError, InvalidError, NotAllowedError, NotFoundError
from tridesk.wording.refusals import explain, field_of

TYPE = "urn:tridesk:problem:"
MEDIA_TYPE = "application/problem+json"
STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (NotSignedInError, 401),
    (TooManyCallsError, 429),
    (ChangedSinceError, 412),
    (TusVersionError, 412),
    (TusTypeError, 415),
    (ChecksumError, 460),
    (KeyReusedError, 422),
    (MalformedError, 422),
    (NotFoundError, 404),
    (NotAllowedError, 403),
    (ConflictError, 409),
    (InvalidError, 422),
    (FileWaitingError, 423),
)
TITLES = {
    400: N_("This could not be understood"),
    401: N_("Not signed in"),
    403: N_("Not allowed"),
    404: N_("There is nothing here"),
    405: N_("Not this way"),
    406: N_("Not in this form"),
    409: N_("Somebody was faster"),
    412: N_("Changed meanwhile"),
    413: N_("Too much at once"),
    415: N_("Not in this form"),
    416: N_("There is no such part"),
    422: N_("This cannot be taken"),
    423: N_("Just a moment"),
    429: N_("Too many calls"),
    460: N_("This cannot be taken"),
    500: N_("Something broke on our side"),
}


def status_of(error: DomainError) -> int:
    if error.values.get("reason") == "too_large":
        return 413
    return next((status for kind, status in STATUS if isinstance(error, kind)), 422)


def of_error(error: DomainError) -> HttpResponse:
    """A refusal as an answer."""
    details = details_of(error)
    response = HttpResponse(msgspec.json.encode(details), status=details["status"], content_type=MEDIA_TYPE)
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="tridesk"'
    elif isinstance(error, TooManyCallsError):
        response.headers["Retry-After"] = str(error.values["seconds"])
    elif isinstance(error, TusVersionError):
        response.headers["Tus-Version"] = "1.0.0"
    elif response.status_code == 423:
        response.headers["Retry-After"] = "5"
    return response


def details_of(error: DomainError) -> dict[str, Any]:
    """A refusal as problem details."""
    details: dict[str, Any] = {}
    if isinstance(error, MalformedError):
        details["errors"] = list(_malformed(error.values.get("problems") or ()))  # type: ignore[arg-type]
    elif (field := field_of(error)) is not None:
        details["errors"] = [
            {"field": field, "code": str(error.values.get("reason", error.code)), "message": explain(error)}
        ]
    return _body(status_of(error), error.code, explain(error), **details)


def problem(status: int, code: str, detail: str, **details: Any) -> HttpResponse:
    """`type` is `urn:tridesk:problem:<code>`; what each means stands in the docs."""
    body = _body(status, code, detail, **details)
    return HttpResponse(msgspec.json.encode(body), status=status, content_type=MEDIA_TYPE)


def _body(status: int, code: str, detail: str, **details: Any) -> dict[str, Any]:
    return {"type": f"{TYPE}{code}", "title": str(TITLES[status]), "status": status, "detail": detail, **details}


def broken() -> HttpResponse:
    """The last resort; its reference finds the log line."""
    reference = secrets.token_hex(4)
    said = _("We did not mean that. Try again; if it stays, tell an administrator this reference: %(reference)s")
    response = problem(500, "broken", said % {"reference": reference}, reference=reference)
    response.headers["X-Request-ID"] = reference
    return response


def _malformed(problems: Iterable[dict[str, Any]]) -> Iterable[dict[str, str]]:
    for one in problems:
        source, *path = one.get("loc", ())
        if source == "body" and path and path[0] == "body":  # Ninja's name of the parameter
            path = path[1:]
        yield {
            "in": str(source),
            "field": ".".join(str(part) for part in path),
            "code": str(one.get("type", "")),
            "message": str(one.get("msg", "")),
        }
