"""PostgreSQL's own programs: whether they are here, new enough, and told where the database is."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

from tridesk.infra.backup.manifest import BackupError

_SETTINGS = {
    "NAME": "PGDATABASE",
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
}
# libpq's parameters that an address may carry, and the variables its programs read instead.
_OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcrl": "PGSSLCRL",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "options": "PGOPTIONS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "channel_binding": "PGCHANNELBINDING",
    "gssencmode": "PGGSSENCMODE",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}


def environment(database: Mapping[str, Any]) -> dict[str, str]:
    """The variables for Django's settings of the database: others could read a password on a command line."""
    given = {_SETTINGS[key]: str(database[key]) for key in _SETTINGS if database.get(key)}
    options = database.get("OPTIONS", {})
    given |= {_OPTIONS[key]: str(options[key]) for key in _OPTIONS if options.get(key)}
    return {**os.environ, **given}


def require(program: str, *, at_least: int = 0) -> None:
    """Raises BackupError: program_missing, or program_too_old its major version being under the server's."""
    if shutil.which(program) is None:
        raise BackupError("program_missing", program=program)
    said = subprocess.run([program, "--version"], capture_output=True, check=False).stdout.decode()  # noqa: S603
    found = re.search(r"(\d+)(\.\d+|devel|beta|rc)", said)
    version = int(found[1]) if found else 0
    if version < at_least:
        raise BackupError("program_too_old", program=program, version=version, needed=at_least)


def run(program: str, *options: str, environment: Mapping[str, str]) -> None:
    """Raises BackupError("program_failed") with what the program wrote to its error stream."""
    done = subprocess.run([program, *options], env=environment, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        output = done.stderr.decode(errors="replace").strip()
        raise BackupError("program_failed", program=program, output=output)
