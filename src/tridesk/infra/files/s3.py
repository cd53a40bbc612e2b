"""An S3-compatible bucket as the place of contents."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from django.conf import settings
from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3Storage

from tridesk.infra.files.incoming import PIECE
from tridesk.infra.files.pieces import Pieces
from tridesk.infra.files.storage import NAME, Blob


@deconstructible(path="tridesk.infra.files.s3.S3Blobs")
class S3Blobs(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """Objects are private, as the bucket's owner alone may read them: we serve them ourselves.

    No ACL is sent: the default is private, and buckets whose ACLs are switched off refuse any other word.
    """

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "default_acl": None,
            "file_overwrite": True,
            "querystring_auth": False,
            "transfer_config": TransferConfig(max_concurrency=2),  # 2 parts of 8 MiB at once are enough memory
        }

    def __init__(self, **options: Any) -> None:
        # Behind an endpoint of one's own a bucket is seldom a host name, and checksum trailers seldom known.
        style = "path" if options.get("endpoint_url") else "auto"
        options.setdefault(
            "client_config",
            Config(
                s3={"addressing_style": style},
                signature_version="s3v4",
                connect_timeout=10,
                read_timeout=60,
                retries={"mode": "standard", "max_attempts": 4},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        super().__init__(**options)

    @property
    def incoming(self) -> Path:
        return Path(settings.CONFIG.data_dir) / "incoming"

    def take(self, name: str, path: Path) -> None:
        content = {"ContentType": "application/octet-stream"}
        self._object(name).upload_file(str(path), ExtraArgs=content, Config=self.transfer_config)

    def size(self, name: str) -> int:
        try:
            return int(self._object(name).content_length)
        except ClientError as error:
            raise _plain(error, name) from error

    def delete(self, name: str) -> None:
        self._object(name).delete()  # S3 says yes also to what is gone

    def pieces(self, name: str, *, start: int = 0, length: int | None = None) -> Pieces:
        last = "" if length is None else start + length - 1
        asked = {"Range": f"bytes={start}-{last}"} if start or length is not None else {}
        try:
            body = self._object(name).get(**asked)["Body"]
        except ClientError as error:
            raise _plain(error, name) from error
        return Pieces(iter(functools.partial(body.read, PIECE), b""), body)

    def listing(self) -> Iterator[Blob]:
        for found in self.connection.Bucket(self.bucket_name).objects.all():
            if NAME.fullmatch(found.key):
                yield Blob(found.key, found.size, found.last_modified)

    def _object(self, name: str) -> Any:
        # `connection` belongs to the thread; what `bucket` keeps is shared, as boto3's must not be.
        return self.connection.Object(self.bucket_name, name)


def _plain(error: ClientError, name: str) -> Exception:
    gone = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404
    return FileNotFoundError(name) if gone else error
