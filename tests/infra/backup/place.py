"""Where tests back up and restore: an installation with a few mails in it, and what lies there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from tridesk.bootstrap.config import Config
from tridesk.channels.models import InboundMail
from tridesk.infra import files
from tridesk.infra.backup import BackupError
from tridesk.infra.models import StoredFile
from tridesk.kernel import clock

NIGHT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


@dataclass
class Desk:
    """Where an installation lies: its data folder and its database."""

    settings: LazySettings
    folder: Path

    def settle(self, data: Path) -> None:
        local = {
            "BACKEND": "tridesk.infra.files.storage.LocalBlobs",
            "OPTIONS": {"location": str(data / "files")},
        }
        self.settings.STORAGES = {**self.settings.STORAGES, "default": local}
        values = {**self.settings.CONFIG.values, "DATA_DIR": str(data), "SECRET_KEY": ""}
        self.settings.CONFIG = Config(values)
        data.mkdir(exist_ok=True)


def keep(content: bytes) -> StoredFile:
    with transaction.atomic():
        file = files.put_bytes(content)
        InboundMail.objects.create(file=file, fingerprint=file.sha256, received_at=clock.now())
    return file


def contents() -> dict[str, bytes]:
    return {mail.fingerprint: files.read(mail.file) for mail in InboundMail.objects.select_related("file")}


def rows() -> dict[str, list[Any]]:
    """Every row of every table of ours, as the database gives them."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def refusal(call: Callable[[], object]) -> BackupError:
    with pytest.raises(BackupError) as caught:
        call()
    return caught.value


def dated(folder: Path) -> Path:
    [found] = [path for path in folder.iterdir() if (path / "manifest.json").exists()]
    return found
