"""Removing contents that nobody uses: never one in use, safe beside `put` at any moment."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched

from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet

from tridesk.infra.files.incoming import PREFIX
from tridesk.infra.files.storage import blobs
from tridesk.infra.models import StoredFile

log = logging.getLogger(__name__)
LEAST_GRACE = timedelta(hours=2)  # longer than `writing.FRESH` and than any transaction that will use the file
BATCH = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """What was removed: contents, their bytes, temporary files that a crash had left."""

    files: int
    size: int
    temporary: int


def sweep(*, now: datetime, grace: timedelta = timedelta(days=1)) -> Swept:
    """Removes what was unused for `grace` (ValueError when under two hours). Not inside a transaction."""
    if grace < LEAST_GRACE:
        raise ValueError(f"grace must be at least {LEAST_GRACE}")
    before = now - grace
    temporary = _sweep_temporary(before)
    _adopt_strays(before)
    sizes = [size for pk in _unused(before) if (size := _remove(pk, before)) is not None]
    return Swept(files=len(sizes), size=sum(sizes), temporary=temporary)


def _sweep_temporary(before: datetime) -> int:
    count = 0
    for path in blobs().incoming.glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                path.unlink()
                count += 1
    return count


def _adopt_strays(before: datetime) -> None:
    """Gives rows to contents that have none (their transaction was rolled back). So one way of removing,
    which locks the row, is enough: a `put` of the same content meanwhile meets that row, not a bare file.
    One by one, as a statement over many rows could lock itself in with somebody's transaction."""
    old = (blob for blob in blobs().listing() if blob.modified < before)
    for some in batched(old, BATCH, strict=False):
        known = set(
            StoredFile.objects.filter(sha256__in=[blob.sha256 for blob in some]).values_list("sha256", flat=True)
        )
        for blob in some:
            if blob.sha256 not in known:
                row = StoredFile(sha256=blob.sha256, size=blob.size, touched_at=blob.modified)
                StoredFile.objects.bulk_create([row], ignore_conflicts=True)


def _references() -> Iterator[tuple[type[models.Model], str, str]]:
    """Every foreign key to StoredFile, also those without a reverse name and those of many-to-many tables:
    its model, its name, the column it points at. (`related_objects` would leave out the hidden ones.)"""
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            yield relation.related_model, relation.field.name, relation.field.target_field.attname


def _without_use(rows: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
    for model, key, target in _references():
        rows = rows.filter(~Exists(model._base_manager.filter(**{key: OuterRef(target)})))
    return rows


def _unused(before: datetime) -> Iterator[int]:
    """Keys of old rows without use, read in pages so that no statement and no list grows with the table."""
    last = 0
    while True:
        page = StoredFile.objects.filter(pk__gt=last, touched_at__lt=before).order_by("pk")
        keys = list(_without_use(page).values_list("pk", flat=True)[:BATCH])
        yield from keys
        if len(keys) < BATCH:
            return
        last = keys[-1]


def _remove(pk: int, before: datetime) -> int | None:
    """The size when it was removed.

    The lock comes first and the look for users second, in a statement of its own: it must see a user that was
    committed just before we had the lock. Another sweeper's row is skipped. The bytes go before the commit: a
    `put` that waits for us must find them gone. Who uses a row past its grace without putting it again is
    refused by the foreign key at the commit; bytes that are named are never lost.
    """
    with transaction.atomic(durable=True):
        rows = StoredFile.objects.filter(pk=pk, touched_at__lt=before)
        file = rows.select_for_update(skip_locked=True).first()
        if file is None or not _without_use(rows).exists():
            return None
        rows.delete()
        blobs().delete(file.name)
    log.info("swept file %s of %s bytes", file.sha256, file.size)
    return file.size
