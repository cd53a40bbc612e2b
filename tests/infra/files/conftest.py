"""Files of a test lie in a folder of its own."""

from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def files_folder(settings: LazySettings, tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    local = {"BACKEND": "tridesk.infra.files.storage.LocalBlobs", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return folder
