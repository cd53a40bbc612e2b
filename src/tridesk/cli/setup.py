"""Making Django ready for a command, and saying what went wrong in the operator's words."""

import json
import os
import sys
from typing import Any

from tridesk.cli.language import django_language
from tridesk.cli.language import gettext as _


def ready() -> None:
    """Loads the settings (ends the process with 78 when one is wrong) and all rooms."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tridesk.bootstrap.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(django_language())


def ready_with_database() -> None:
    """The same, and a database that is up to date; ends with 69 when it does not answer, 1 when it is behind."""
    ready()
    from django.db import OperationalError

    from tridesk.infra.schema import pending_migrations

    try:
        pending = pending_migrations()
    except OperationalError as error:
        raise SystemExit(fail(69, _("The database does not answer: %(error)s") % {"error": error})) from None
    if pending:
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
    """One JSON line on standard output."""
    say(json.dumps(value, ensure_ascii=False, default=str))
