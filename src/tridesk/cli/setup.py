"""Making Django ready for a command, and saying what went wrong in the operator's words."""

import gc
import json
import os
import sys
from typing import Any

from tridesk.cli.language import django_language
from tridesk.cli.language import gettext as _


def ready() -> None:
    """Loads the settings (ends the process with 78 when one is wrong) and all rooms."""
    os.umask(0o077)  # the database, too, is read by nobody else on this machine
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tridesk.bootstrap.settings")
    gc.disable()  # all that is loaded now stays: looking for garbage in it costs a fifth of a command's time
    import django
    from django.utils import translation

    django.setup()
    gc.freeze()
    gc.enable()
    translation.activate(django_language())


def ready_with_database() -> None:
    """The same, and a database that is up to date; ends with 1 when it is behind."""
    ready()
    from tridesk.infra.schema import pending_migrations

    if pending_migrations():
        raise SystemExit(fail(1, _("The database is not at this version. Run 'tridesk migrate' first.")))


def fail(code: int, text: str) -> int:
    """Says it on standard error and gives the exit code back."""
    sys.stderr.write(f"tridesk: {text}\n")
    return code


def say(text: str) -> None:
    """A line on standard output, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say_json(value: Any) -> None:
    """One JSON line on standard output, in ASCII: no terminal and no pipe can spoil it."""
    say(json.dumps(value, default=str))


def password_from_stdin() -> str:
    """The first line of standard input; ValueError with words when there is none."""
    if password := sys.stdin.readline().rstrip("\r\n"):
        return password
    raise ValueError(_("No password came on standard input."))
