"""What can befall every command: the database away, a disk full, no right to read. Anything else is a fault of ours."""

import sys
from dataclasses import dataclass

from tridesk.cli.language import gettext as _
from tridesk.kernel.errors import DomainError

_NO_RIGHT = "42501"  # PostgreSQL's insufficient_privilege


@dataclass(frozen=True, slots=True)
class Trouble:
    """The exit code of the command, and what its operator reads."""

    code: int
    text: str


def told(error: Exception) -> Trouble | None:
    """None where nothing but the traceback helps."""
    if isinstance(error, DomainError):
        from tridesk.cli.refusals import refusal

        return Trouble(65, refusal(error))
    if isinstance(error, OSError):
        return _of_system(error)
    return _of_database(error) or _of_bucket(error)


def _of_system(error: OSError) -> Trouble:
    said = {"path": error.filename or "", "error": error.strerror or str(error)}
    if isinstance(error, PermissionError):
        words = _("%(path)s: %(error)s. Run this as the user that Tridesk runs as, or give this user the right.")
        return Trouble(77, words % said)
    return Trouble(74, _("%(path)s: %(error)s. Nothing more was done.") % said)


def _of_database(error: Exception) -> Trouble | None:
    if "django.db.utils" not in sys.modules:
        return None
    from django.db.utils import InterfaceError, OperationalError, ProgrammingError

    said = {"error": str(error).strip()}
    if isinstance(error, OperationalError | InterfaceError):
        return Trouble(69, _("The database does not answer: %(error)s") % said)
    if isinstance(error, ProgrammingError) and getattr(error.__cause__, "sqlstate", "") == _NO_RIGHT:
        words = _("The database does not allow it: %(error)s. Give its user the right, as the installing page says.")
        return Trouble(77, words % said)
    return None


def _of_bucket(error: Exception) -> Trouble | None:
    if "botocore.exceptions" not in sys.modules:
        return None
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    if isinstance(error, BotoCoreError | ClientError):
        return Trouble(69, _("The bucket of the files does not answer: %(error)s") % {"error": error})
    return None
