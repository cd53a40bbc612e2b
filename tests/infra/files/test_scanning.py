"""Each content is scanned once, in the background, whatever becomes of the scanner meanwhile."""

from datetime import datetime

import pytest
from django.conf import LazySettings
from django.db import transaction
from tests.servers.clamd import EICAR, SIGNATURE, Clamd

from tridesk.bootstrap.config import Config
from tridesk.infra import files
from tridesk.infra.files import scanning
from tridesk.infra.files.holding import FileInfectedError, FileWaitingError, Standing, require_given, standing
from tridesk.infra.files.storage import blobs
from tridesk.infra.models import Job, StoredFile, Verdict
from tridesk.infra.outbox import Postpone
from tridesk.infra.outbox.work import run_due

pytestmark = pytest.mark.django_db
NOWHERE = "unix:/nowhere/clamd"


def use_scanner(settings: LazySettings, address: str) -> None:
    settings.CONFIG = Config({**settings.CONFIG.values, "CLAMD": address})


@pytest.fixture
def scanner(settings: LazySettings, clamd: Clamd) -> Clamd:
    use_scanner(settings, clamd.unix)
    return clamd


def known(file: StoredFile) -> tuple[str, str, bool]:
    row = StoredFile.objects.get(pk=file.pk)
    return row.verdict, row.signature, row.scanned_at is not None


def queued() -> list[str | None]:
    return list(Job.objects.filter(lane="files").order_by("id").values_list("unique_key", flat=True))


@pytest.mark.parametrize(
    ("verdict", "clamd", "stands"),
    [
        (Verdict.NOT_SCANNED, "", Standing.SOUND),
        (Verdict.NOT_SCANNED, NOWHERE, Standing.WAITING),
        (Verdict.CLEAN, NOWHERE, Standing.SOUND),
        (Verdict.TOO_LARGE, NOWHERE, Standing.UNSCANNED),
        (Verdict.INFECTED, NOWHERE, Standing.INFECTED),
        (Verdict.INFECTED, "", Standing.INFECTED),
    ],
)
def test_how_a_content_stands(settings: LazySettings, verdict: Verdict, clamd: str, stands: Standing) -> None:
    use_scanner(settings, clamd)
    assert standing(verdict) is stands


def test_held_back_are_the_infected_from_all_and_the_waiting_from_all_but_their_sender(settings: LazySettings) -> None:
    use_scanner(settings, NOWHERE)
    waiting, infected = StoredFile(), StoredFile(verdict=Verdict.INFECTED, signature="Eicar")
    require_given(waiting, to_its_sender=True)
    with pytest.raises(FileWaitingError):
        require_given(waiting)
    for to_its_sender in (True, False):
        with pytest.raises(FileInfectedError, match="Eicar"):
            require_given(infected, to_its_sender=to_its_sender)


def test_without_a_scanner_nothing_is_queued(now: datetime) -> None:
    file = files.put_bytes(EICAR)
    scanning.queue_left(now=now)
    assert (queued(), known(file)) == ([], ("", "", False))


@pytest.mark.django_db(transaction=True)
def test_a_stored_content_is_scanned_in_the_background(scanner: Clamd) -> None:
    letter, virus = files.put_bytes(b"Dear Bruno"), files.put_bytes(EICAR)
    assert known(virus) == ("", "", False)
    run_due("files")
    assert known(letter) == (Verdict.CLEAN, "", True)
    assert known(virus) == (Verdict.INFECTED, SIGNATURE, True)
    assert queued() == []


@pytest.mark.django_db(transaction=True)
def test_a_content_is_scanned_once_however_often_it_comes(scanner: Clamd) -> None:
    files.put_bytes(EICAR)
    files.put_bytes(EICAR)
    assert len(queued()) == 1
    run_due("files")
    assert files.put_bytes(EICAR).verdict == Verdict.INFECTED
    assert queued() == []


def test_a_content_that_nobody_kept_is_not_scanned(scanner: Clamd) -> None:
    with transaction.atomic():
        files.put_bytes(b"never mind")
        transaction.set_rollback(True)
    assert queued() == []


@pytest.mark.django_db(transaction=True)
def test_while_clamd_is_away_contents_wait_and_no_try_is_counted(scanner: Clamd) -> None:
    scanner.stop()
    file = files.put_bytes(EICAR)
    with pytest.raises(Postpone):
        scanning.scan_stored(file.pk)
    for _ in range(3):
        Job.objects.update(run_at=file.touched_at)
        assert run_due("files") == 1
    (job,) = Job.objects.filter(lane="files")
    assert (job.attempts, job.parked_at, known(file)) == (0, None, ("", "", False))
    scanner.start()
    Job.objects.update(run_at=file.touched_at)
    run_due("files")
    assert known(file) == (Verdict.INFECTED, SIGNATURE, True)


def test_what_was_stored_before_is_queued_the_newest_first(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    old = [files.put_bytes(bytes([number])) for number in range(4)]
    use_scanner(settings, NOWHERE)
    monkeypatch.setattr(scanning, "PIECE", 2)
    scanning.queue_left(now=now)
    scanning.queue_left(now=now)
    assert queued() == [str(old[3].pk), str(old[2].pk)], "once each, and the rest when these are through"
    StoredFile.objects.filter(pk__in=[old[3].pk, old[2].pk]).update(verdict=Verdict.CLEAN)
    scanning.queue_left(now=now)
    assert queued()[2:] == [str(old[1].pk), str(old[0].pk)]


def test_a_content_that_was_swept_meanwhile_is_left_alone(scanner: Clamd) -> None:
    file = files.put_bytes(b"unused")
    StoredFile.objects.filter(pk=file.pk).delete()
    scanning.scan_stored(file.pk)


def test_a_content_that_the_storage_lost_is_an_error_to_be_seen(scanner: Clamd) -> None:
    file = files.put_bytes(b"lost")
    blobs().delete(file.name)
    with pytest.raises(FileNotFoundError):
        scanning.scan_stored(file.pk)


def test_the_scanner_may_be_taken_away_again(scanner: Clamd, settings: LazySettings) -> None:
    file = files.put_bytes(EICAR)
    use_scanner(settings, "")
    scanning.scan_stored(file.pk)
    assert known(file) == ("", "", False)
