"""Which contents are given out: with a scanner, those it found clean or could not scan; a known virus never."""

from enum import StrEnum

from django.conf import settings

from tridesk.infra.models import StoredFile, Verdict
from tridesk.kernel.errors import DomainError, NotAllowedError


class Standing(StrEnum):
    """UNSCANNED ones are given out all the same: they are too large for the scanner, or there is none."""

    SOUND = ""
    UNSCANNED = "unscanned"
    WAITING = "waiting"
    INFECTED = "infected"


class FileInfectedError(NotAllowedError):
    """The content is held back for good. `signature` names what was found in it."""

    code = "file_infected"


class FileWaitingError(DomainError):
    """The content is held back until the scanner has looked at it, which mostly is a matter of seconds."""

    code = "file_waiting"


def standing(verdict: str) -> Standing:
    """Of a content with this verdict, in this installation."""
    match Verdict(verdict):
        case Verdict.INFECTED:
            return Standing.INFECTED
        case Verdict.TOO_LARGE:
            return Standing.UNSCANNED
        case Verdict.NOT_SCANNED if settings.CONFIG.clamd:
            return Standing.WAITING
    return Standing.SOUND


def require_given(file: StoredFile, *, to_its_sender: bool = False) -> None:
    """Raises FileInfectedError, FileWaitingError. Who just sent it may have it back before it was scanned."""
    match standing(file.verdict):
        case Standing.INFECTED:
            raise FileInfectedError(file=file.pk, signature=file.signature)
        case Standing.WAITING if not to_its_sender:
            raise FileWaitingError(file=file.pk)
