"""What a program posts, read: JSON, or a form."""

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qsl

import msgspec

_FORM = "application/x-www-form-urlencoded"
_MAX_FIELDS = 500


def read(body: bytes, content_type: str) -> Any:
    """A table or a list; raises ValueError for anything else. A form's field `payload` may hold JSON."""
    if content_type.partition(";")[0].strip().lower() != _FORM:
        return _json(body)
    fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MAX_FIELDS))
    return _json(fields["payload"].encode()) if fields.get("payload", "").startswith("{") else fields


def _json(body: bytes) -> Any:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError("json") from error
    if not isinstance(found, (dict, list)):
        raise ValueError("json")  # noqa: TRY004 - what was posted is at fault
    return found


def is_signed(body: bytes, secret: str, said: str) -> bool:
    """HMAC with SHA-256 over the body, in hexadecimal or base64, with or without `sha256=` before it."""
    mac = hmac.digest(secret.encode(), body, hashlib.sha256)
    given = said.strip().removeprefix("sha256=").encode("utf-8", "replace")
    return any(hmac.compare_digest(given, right) for right in (mac.hex().encode(), base64.b64encode(mac)))
