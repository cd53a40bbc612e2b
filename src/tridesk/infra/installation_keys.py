"""Keys that belong to the data: made once, the same for every process and every machine that serves it."""

import secrets
from functools import cache

from django.db import connections

from tridesk.infra.models import InstallationKey

LENGTH = 32  # bytes


def installation_key(name: str) -> bytes:
    """The key of this name, made at the first call. Whoever restores a backup has the same one."""
    return _key(name, str(connections.settings["default"]["NAME"]))


@cache
def _key(name: str, _database: str) -> bytes:
    row, _made = InstallationKey.objects.get_or_create(name=name, defaults={"value": secrets.token_bytes(LENGTH)})
    return bytes(row.value)
