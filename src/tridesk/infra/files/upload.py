"""Uploads on their way through Django's form parser: to disk, hashed and bounded while they come in."""

import io
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from tridesk.infra.files.incoming import Incoming
from tridesk.infra.files.limits import MB, too_large
from tridesk.infra.files.storage import blobs
from tridesk.kernel.errors import InvalidError

# A form may bring several files, and one that is too large is still read to its end, though not kept: a
# server that stops reading makes the browser show a broken connection instead of our words, and the text that
# the person wrote is lost. Beyond this bound it stops all the same.
REQUEST_LIMITS = 4  # times the limit of one file


class BlobUpload(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs only
    """What `request.FILES[...]` holds: a temporary file until `put` takes it or the request ends.

    `size` counts all bytes that were sent, also of one that was refused.
    """

    def __init__(self, incoming: Incoming | None, *, name: str, content_type: str, size: int, limit_mb: int) -> None:
        file = incoming.file if incoming else io.BytesIO()
        super().__init__(file, name, content_type, size)
        self._incoming = incoming
        self._limit_mb = limit_mb

    @property
    def refused(self) -> InvalidError | None:
        """Why nothing of it was kept."""
        return None if self._incoming else too_large(self.name or "", self._limit_mb)

    @property
    def sha256(self) -> str:
        """Raises InvalidError for a refused one."""
        return self.whole().sha256

    def whole(self) -> Incoming:
        """The content; raises InvalidError(field="file", reason="too_large") when it was refused."""
        if self._incoming is None:
            raise too_large(self.name or "", self._limit_mb)
        return self._incoming

    def temporary_file_path(self) -> str:
        """Where the bytes lie until `put` has moved them."""
        return str(self.whole().path)

    def close(self) -> None:
        if self._incoming:
            self._incoming.discard()
        else:
            super().close()


class BlobUploadHandler(FileUploadHandler):
    """One form's files; one that grows beyond MAX_UPLOAD_MB is dropped and marked, and the form goes on."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.limit_mb = int(settings.CONFIG.max_upload_mb)
        self.received = 0  # bytes of all files of the form
        self.incoming: Incoming | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.incoming = Incoming(blobs().incoming)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > REQUEST_LIMITS * self.limit_mb * MB:
            self.upload_interrupted()
            raise RequestDataTooBig(f"the files of one form may have {REQUEST_LIMITS * self.limit_mb} MB together")
        if self.incoming and start + len(raw_data) > self.limit_mb * MB:
            self.upload_interrupted()
        if self.incoming:
            self.incoming.write(raw_data)

    def file_complete(self, file_size: int) -> BlobUpload:
        incoming, self.incoming = self.incoming, None
        if incoming:
            incoming.file.seek(0)
        return BlobUpload(
            incoming,
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=file_size,
            limit_mb=self.limit_mb,
        )

    def upload_interrupted(self) -> None:
        if self.incoming:
            self.incoming.discard()
        self.incoming = None
