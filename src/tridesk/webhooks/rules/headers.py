"""Headers that an administrator adds to what is posted."""

import re
from collections.abc import Mapping

from tridesk.webhooks.errors import WebhookInvalidError

MAX_HEADERS, MAX_VALUE = 20, 2000
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}")
_VALUE = re.compile(r"[\x20-\x7e\t]*")
# What says how the body travels is ours, and so is what proves who sent it.
_OURS = frozenset(
    [
        "host",
        "content-length",
        "content-type",
        "transfer-encoding",
        "connection",
        "expect",
        "te",
        "trailer",
        "upgrade",
        "keep-alive",
        "proxy-connection",
        "user-agent",
        "accept-encoding",
    ]
)


def checked_headers(given: Mapping[str, str]) -> dict[str, str]:
    """Raises WebhookInvalidError for a name or value that cannot be, and for names that are ours."""
    if len(given) > MAX_HEADERS:
        raise WebhookInvalidError(field="headers", reason="too_many")
    kept: dict[str, str] = {}
    for name, value in given.items():
        low = name.lower()
        if not _NAME.fullmatch(name) or low in _OURS or low.startswith("webhook-") or low in kept:
            raise WebhookInvalidError(field="headers", reason="header_name", value=name[:80])
        if len(value) > MAX_VALUE or not _VALUE.fullmatch(value):
            raise WebhookInvalidError(field="headers", reason="malformed")
        kept[low] = value.strip()
    return kept
