"""Files that programs send before they say what they are for: at once, or in pieces that may be interrupted.

Every piece that came is a content of its own in the storage, so whichever process takes the next one finds it, also
where the storage is a bucket; the last one makes them one. Nothing is held in memory.
"""

import base64
import hashlib
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import UnreadablePostError

from tridesk.infra.files.incoming import Incoming
from tridesk.infra.files.limits import check_upload
from tridesk.infra.files.reading import open_stream
from tridesk.infra.files.scanning import queue_scan
from tridesk.infra.files.storage import blobs
from tridesk.infra.files.writing import keep, put, put_bytes
from tridesk.infra.models import StoredFile, UploadPart
from tridesk.infra.models import Upload as Upload  # noqa: PLC0414 - whoever sends one reads it
from tridesk.kernel.errors import ConflictError, InvalidError, NotFoundError
from tridesk.kernel.text import clipped, one_line

KEPT = timedelta(days=1)
MAX_NAME = 200
CHECKSUMS: dict[str, Callable[..., "hashlib._Hash"]] = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
_PART = 8_000_000  # bytes: so much is lost at most when the process dies while they come in
_BATCH = 500


class UploadNotFoundError(NotFoundError):
    """No such upload, or it is somebody else's, or its day is over."""

    code = "upload_not_found"


class WrongOffsetError(ConflictError):
    """The piece does not begin where the last one ended (`offset`)."""

    code = "upload_offset"


class ChecksumError(InvalidError):
    """The piece is not what its sender said it is; nothing of it was kept."""

    code = "upload_checksum"


def begin(*, owner: str, name: str, content_type: str, length: int, now: datetime) -> Upload:
    """Announces a file of so many bytes. Raises InvalidError where it is too large or of a kind that is not taken."""
    config, name = settings.CONFIG, clipped(one_line(name) or "file", MAX_NAME)
    check_upload(name, length, limit_mb=config.max_upload_mb, blocked=config.blocked_file_types)
    file = put_bytes(b"") if length == 0 else None
    return Upload.objects.create(
        owner=owner, name=name, content_type=one_line(content_type)[:127], length=length, file=file, ends_at=now + KEPT
    )


def whole(*, owner: str, name: str, content_type: str, file: StoredFile, now: datetime) -> Upload:
    """A file that came at once. Raises InvalidError as `begin` does."""
    upload = begin(owner=owner, name=name, content_type=content_type, length=file.size, now=now)
    if upload.file_id is None:
        upload.file, upload.received = file, file.size
        upload.save(update_fields=["file", "received"])
    return upload


def upload_of(*, owner: str, number: int, now: datetime) -> Upload:
    """One's own. Raises UploadNotFoundError."""
    found = Upload.objects.select_related("file").filter(pk=number, owner=owner, ends_at__gt=now).first()
    if found is None:
        raise UploadNotFoundError(upload=number)
    return found


def append(
    *,
    owner: str,
    number: int,
    at: int,
    pieces: Iterable[bytes],
    now: datetime,
    checksum: tuple[str, str] | None = None,
) -> Upload:
    """Takes the bytes from `at` on in, as far as they come; the last of them makes the file whole. Not inside a
    transaction: what came stays, also when the line breaks.

    `checksum` is an algorithm of CHECKSUMS and the digest in base 64; then all counts or nothing. Raises
    UploadNotFoundError, WrongOffsetError, ChecksumError, InvalidError (`file`: too_large for more than was announced).
    """
    upload = upload_of(owner=owner, number=number, now=now)
    if upload.received != at:
        raise WrongOffsetError(offset=upload.received)
    some, told = _fresh(), CHECKSUMS[checksum[0]](usedforsecurity=False) if checksum else None
    try:
        for piece in _as_it_comes(pieces):
            if at + some.size + len(piece) > upload.length:
                raise InvalidError(field="file", reason="longer", name=upload.name)
            some.write(piece)
            if told is not None:
                told.update(piece)
            elif some.size >= _PART:
                _keep(upload, some, at, now)
                at, some = at + some.size, _fresh()
        if checksum and told is not None and base64.b64encode(told.digest()).decode() != checksum[1]:
            raise ChecksumError(field="Upload-Checksum", reason="differs")
        if some.size:
            _keep(upload, some, at, now)
    finally:
        some.discard()
    upload.refresh_from_db()
    return completed(upload, now=now)


def completed(upload: Upload, *, now: datetime) -> Upload:
    """The upload, its parts made one where all of them are here. Twice is once."""
    if upload.file_id is None and upload.received == upload.length:
        parts = [
            part.file for part in UploadPart.objects.filter(upload=upload).order_by("start").select_related("file")
        ]
        file = parts[0] if len(parts) == 1 else put(chain.from_iterable(open_stream(part) for part in parts))
        with transaction.atomic():
            if Upload.objects.filter(pk=upload.pk, file=None).update(file=file, ends_at=now + KEPT):
                UploadPart.objects.filter(upload=upload).delete()
        queue_scan(file)
        upload.refresh_from_db()
    return upload


def files_of(*, owner: str, numbers: Collection[int], now: datetime) -> dict[int, Upload]:
    """Whole ones by number, in one statement. Raises UploadNotFoundError where one is not there, InvalidError
    (`uploads`: not_whole) where some of it is still to come."""
    rows = Upload.objects.select_related("file").filter(pk__in=numbers, owner=owner, ends_at__gt=now)
    found = {row.pk: completed(row, now=now) for row in rows} if numbers else {}
    for number in numbers:
        if number not in found:
            raise UploadNotFoundError(upload=number)
        if found[number].file_id is None:
            raise InvalidError(field="uploads", reason="not_whole", name=found[number].name)
    return found


def discard(*, owner: str, number: int, now: datetime) -> None:
    """Forgets it; what was said with it stays. Raises UploadNotFoundError."""
    upload_of(owner=owner, number=number, now=now).delete()


def forget(*, now: datetime) -> int:
    """Forgets those whose day is over; their bytes are swept like all that nobody uses. Returns how many."""
    old = list(Upload.objects.filter(ends_at__lte=now).order_by("ends_at").values_list("pk", flat=True)[:_BATCH])
    with transaction.atomic():
        Upload.objects.filter(pk__in=old).delete()
    return len(old)


def _fresh() -> Incoming:
    return Incoming(blobs().incoming)


def _as_it_comes(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """The pieces until the line breaks, which is no fault: the rest comes another time."""
    try:
        yield from pieces
    except (UnreadablePostError, OSError):
        return


def _keep(upload: Upload, some: Incoming, at: int, now: datetime) -> None:
    """Keeps a piece. The one whose update counts a row was there first: two senders do not mix."""
    file = keep(some, scanned=False)
    with transaction.atomic():
        rows = Upload.objects.filter(pk=upload.pk, received=at, file=None, ends_at__gt=now)
        if not rows.update(received=F("received") + some.size):
            upload.refresh_from_db()
            raise WrongOffsetError(offset=upload.received)
        UploadPart.objects.create(upload=upload, start=at, file=file)
