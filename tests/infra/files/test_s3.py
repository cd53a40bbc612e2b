"""The same files in a bucket: moto's server stands for any S3-compatible store."""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import boto3
import pytest
from django.conf import LazySettings
from moto.server import ThreadedMotoServer

from tridesk.bootstrap.config import Config
from tridesk.infra import files
from tridesk.infra.files import uploads
from tridesk.infra.files.s3 import S3Blobs
from tridesk.infra.files.storage import blobs
from tridesk.infra.models import StoredFile
from tridesk.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
BUCKET = "desk"
KEYS = {"access_key": "alice", "secret_key": "not a secret"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def bucket(endpoint: str, settings: LazySettings, tmp_path: Path) -> Iterator[object]:
    found = boto3.resource(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=KEYS["access_key"],
        aws_secret_access_key=KEYS["secret_key"],
    ).Bucket(BUCKET)
    found.create()
    options = {"bucket_name": BUCKET, "endpoint_url": endpoint, "region_name": "us-east-1", **KEYS}
    default = {"BACKEND": "tridesk.infra.files.s3.S3Blobs", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    settings.CONFIG = Config({**settings.CONFIG.values, "DATA_DIR": str(tmp_path)})
    yield found
    found.objects.delete()
    found.delete()


def test_a_content_comes_back_from_the_bucket_and_is_kept_once(bucket, tmp_path: Path) -> None:
    assert isinstance(blobs(), S3Blobs)
    first, second = files.put_bytes(b"picture"), files.put_bytes(b"picture")
    assert first.pk == second.pk
    assert files.read(first) == b"picture"
    assert blobs().size(first.name) == 7
    assert [found.key for found in bucket.objects.all()] == [first.name]
    assert list((tmp_path / "incoming").iterdir()) == []


def test_objects_are_for_the_owner_alone_and_have_no_acting_type(bucket) -> None:
    key = bucket.Object(files.put_bytes(b"<script>").name)
    assert [grant["Grantee"]["Type"] for grant in key.Acl().grants] == ["CanonicalUser"]
    assert key.content_type == "application/octet-stream"


def test_what_the_bucket_lost_is_not_found_and_mended_by_the_next_who_brings_it() -> None:
    file = files.put_bytes(b"picture")
    blobs().delete(file.name)
    with pytest.raises(FileNotFoundError):
        files.open_stream(file)
    with pytest.raises(FileNotFoundError):
        blobs().size(file.name)
    files.put_bytes(b"picture")
    assert files.read(file) == b"picture"


def test_a_large_content_goes_in_parts_and_comes_in_pieces(bucket) -> None:
    piece, digest = os.urandom(100_000), hashlib.sha256()
    file = files.put(piece for _ in range(200))
    assert bucket.Object(file.name).e_tag.endswith('-3"')  # of 8 MiB each
    for part in files.open_stream(file):
        assert len(part) <= 65_536
        digest.update(part)
    assert (file.size, file.sha256) == (20_000_000, digest.hexdigest())


def test_a_part_is_fetched_alone() -> None:
    file = files.put_bytes(bytes(range(256)) * 300)
    assert b"".join(files.open_stream(file, start=255, length=3)) == b"\xff\x00\x01"
    assert b"".join(files.open_stream(file, start=256 * 300 - 2)) == b"\xfe\xff"
    assert b"".join(files.open_stream(file, length=2)) == b"\x00\x01"


def test_an_upload_in_pieces_is_put_together_in_the_bucket(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_PART", 1000)
    upload = uploads.begin(owner="person:5", name="a.txt", content_type="", length=2500, now=now)
    for piece in (b"a" * 1500, b"b" * 1000):
        at = upload.received
        upload = uploads.append(owner="person:5", number=upload.pk, at=at, pieces=[piece], now=now)
    assert upload.file is not None
    assert files.read(upload.file) == b"a" * 1500 + b"b" * 1000


def test_sweeping_removes_objects_with_and_without_a_row(bucket) -> None:
    unused, stray = files.put_bytes(b"unused"), files.put_bytes(b"stray")
    StoredFile.objects.filter(pk=stray.pk).delete()
    bucket.put_object(Key="readme.txt", Body=b"not ours")
    swept = files.sweep(now=clock.now() + timedelta(days=2))
    assert (swept.files, swept.size) == (2, unused.size + stray.size)
    assert [found.key for found in bucket.objects.all()] == ["readme.txt"]
