"""Whose account it is, as a provider says it in an ID token (OpenID Connect Core section 2)."""

import binascii
import json
from base64 import urlsafe_b64decode

_CLAIMS = ("email", "preferred_username", "upn")
_LONGEST = 254


def who_consented(token: object) -> str:
    """An address or name to show; empty where there is none. Nothing is decided by it: the signature is not checked,
    since it came from the provider itself by TLS (section 3.1.3.7)."""
    if not isinstance(token, str) or token.count(".") != 2:
        return ""
    part = token.split(".")[1]
    try:
        claims = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error):
        return ""
    if not isinstance(claims, dict):
        return ""
    named = (claims.get(name) for name in _CLAIMS)
    return next((name[:_LONGEST] for name in named if isinstance(name, str) and name.isprintable() and name), "")
