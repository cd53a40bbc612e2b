"""Each content is shown to the virus scanner once, in the background; while that is away, it waits."""

import logging
from contextlib import closing
from datetime import datetime, timedelta

from django.conf import settings

from tridesk.infra import outbox
from tridesk.infra.files import clamd
from tridesk.infra.files.reading import open_stream
from tridesk.infra.models import StoredFile, Verdict
from tridesk.kernel import clock

log = logging.getLogger(__name__)
TASK = "tridesk.infra.files.scanning.scan_stored"
LANE = "files"  # of its own: neither a slow scan nor many of them hold up a mail
PIECE = 500  # contents that are queued at once
_PAUSE = timedelta(minutes=1)  # while clamd is away


def queue_scan(file: StoredFile) -> None:
    """Has it scanned, where there is a scanner and no verdict yet; costs nothing where it waits already."""
    if settings.CONFIG.clamd and file.verdict == Verdict.NOT_SCANNED:
        outbox.enqueue(TASK, {"args": [file.pk]}, lane=LANE, unique_key=str(file.pk))


def queue_left(*, now: datetime) -> None:  # noqa: ARG001 - recurring work is handed the time
    """Has the newest scanned that were not yet: of the time before there was a scanner, or forgotten by a crash."""
    if settings.CONFIG.clamd:
        for file in StoredFile.objects.filter(verdict=Verdict.NOT_SCANNED).order_by("-id")[:PIECE]:
            queue_scan(file)


def scan_stored(file_id: int) -> None:
    """The task: asks clamd and writes its verdict down. One that was swept, or scanned meanwhile, is left alone."""
    file = StoredFile.objects.filter(pk=file_id, verdict=Verdict.NOT_SCANNED).first()
    if file is None or not settings.CONFIG.clamd:
        return
    try:
        with closing(open_stream(file)) as pieces:
            found = clamd.scan(settings.CONFIG.clamd, pieces)
    except clamd.ClamdAwayError as error:
        log.warning("file %s is not scanned yet: %s", file.sha256, error)
        raise outbox.Postpone(_PAUSE) from error
    StoredFile.objects.filter(pk=file_id).update(
        verdict=found.verdict, signature=found.signature, scanned_at=clock.now()
    )
    if found.verdict == Verdict.INFECTED:
        log.warning("file %s is held back: %s", file.sha256, found.signature)
