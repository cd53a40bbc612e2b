"""The doctor's look at the virus scanner."""

from collections.abc import Iterator

from tridesk.cli.findings import Finding
from tridesk.cli.language import gettext as _


def scanner() -> Iterator[Finding]:
    """Nothing where no scanner is configured."""
    from django.conf import settings

    from tridesk.infra.files import clamd

    if not settings.CONFIG.clamd:
        return
    try:
        yield Finding(
            "ok", "clamd", _("clamd answers: %(version)s.") % {"version": clamd.version(settings.CONFIG.clamd)}
        )
    except clamd.ClamdAwayError as error:
        yield Finding(
            "error",
            "clamd",
            _("clamd does not answer, so new files wait: %(error)s") % {"error": error},
            _("Look at TRIDESK_CLAMD, whether clamd runs, and whether Tridesk's user may open its socket."),
        )
