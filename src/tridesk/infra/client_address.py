"""Where a request came from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Where the request came from, "" when it cannot be told.

    Behind a proxy we trust: the last address of X-Forwarded-For, which that proxy wrote itself. What stands before
    it was sent by the browser and may be invented.
    """
    said = request.META.get("REMOTE_ADDR", "")
    if settings.CONFIG.trust_proxy:
        said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or said
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return ""
