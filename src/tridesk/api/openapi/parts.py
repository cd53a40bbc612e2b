"""What many operations share: how they refuse, which headers they answer with."""

from typing import Any

from django.utils.translation import gettext as _

from tridesk.api.problems import MEDIA_TYPE, TITLES, TYPE

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "Problem details (RFC 9457). Programs go by `type`, people read `detail`.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "pattern": "^urn:tridesk:problem:",
            "description": "Stable; see the list of errors.",
        },
        "title": {"type": "string", "description": "What kind it is, in the person's language."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What happened and what to do, in the person's language."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemPlace"}},
        "reference": {"type": "string", "description": "Finds the line in the server's log."},
    },
}
PROBLEM_PLACE: dict[str, Any] = {
    "title": "ProblemPlace",
    "description": "Which value it is about.",
    "type": "object",
    "required": ["field", "code", "message"],
    "properties": {
        "in": {"type": "string", "description": "`body`, `query`, `path` or `header`."},
        "field": {"type": "string"},
        "code": {"type": "string"},
        "message": {"type": "string"},
    },
}
_RATE = {
    "RateLimit-Policy": ("string", 'How many calls in how many seconds: `"default";q=600;w=60`.'),
    "RateLimit": ("string", 'How many are left, and seconds until they are all there again: `"default";r=588;t=31`.'),
}
HEADERS: dict[str, Any] = {
    name: {"description": words, "schema": {"type": kind}}
    for name, (kind, words) in {
        **_RATE,
        "ETag": ("string", "The state of what was read, for `If-Match` and `If-None-Match`."),
        "Link": ("string", "The next and the previous page (RFC 8288)."),
        "Location": ("string", "Where the new thing is."),
        "Retry-After": ("integer", "Seconds to wait before the next try."),
        "WWW-Authenticate": ("string", "How to sign in."),
        "Deprecation": ("string", "Since when this operation should no longer be used (RFC 9745)."),
        "Sunset": ("string", "When it will be gone (RFC 8594)."),
        "Idempotency-Replayed": ("string", "`true`: answered before, to the same key; nothing was done again."),
    }.items()
}
RATE = tuple(_RATE)
# The code that an example shows, and what besides the rate limit a refusal of this status carries.
_SHOWN: dict[int, tuple[str, tuple[str, ...]]] = {
    400: ("malformed", ()),
    401: ("not_signed_in", ("WWW-Authenticate",)),
    403: ("not_allowed", ()),
    404: ("not_found", ()),
    405: ("method_not_allowed", ()),
    409: ("conflict", ()),
    412: ("changed_since", ()),
    413: ("too_large", ()),
    415: ("unsupported_type", ()),
    422: ("invalid", ()),
    423: ("file_waiting", ("Retry-After",)),
    429: ("too_many_calls", ("Retry-After",)),
    500: ("broken", ()),
}
_DETAILS: dict[int, dict[str, Any]] = {
    422: {"errors": [{"in": "body", "field": "subject", "code": "too_long", "message": "At most 250 characters"}]},
    500: {"reference": "5f0c2e9a"},
}


def refusals() -> dict[str, Any]:
    """`components.responses`: one a status, with an example in the language that is active."""
    return {f"Refused{status}": _refusal(status) for status in _SHOWN}


def known(status: int) -> bool:
    """Whether there is a refusal of this status."""
    return status in _SHOWN


def _refusal(status: int) -> dict[str, Any]:
    code, headers = _SHOWN[status]
    example = {
        "type": f"{TYPE}{code}",
        "title": str(TITLES[status]),
        "status": status,
        "detail": _("What happened, why, and what to do now."),
        **_DETAILS.get(status, {}),
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}
    return {"description": str(TITLES[status]), "headers": named(*headers), "content": content}


def named(*names: str) -> dict[str, Any]:
    """References to headers."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
