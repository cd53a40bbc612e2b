"""Files on their way in, at once: for those that one call can carry."""

import hashlib
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tridesk.api.call import Call
from tridesk.api.endpoints.uploads_resumable import routes
from tridesk.api.examples import UPLOAD
from tridesk.api.ids import Kind, named, told
from tridesk.api.routes import BYTES, Answer
from tridesk.api.said import owner_of
from tridesk.api.schemas.uploads import Upload
from tridesk.identity.types import Scope
from tridesk.infra import files
from tridesk.infra.files import StoredFile, limits, uploads
from tridesk.infra.files.incoming import PIECE
from tridesk.kernel.errors import InvalidError

__all__ = ["routes"]

_WRITE = Scope.TICKETS_WRITE
_FORM = {"type": "object", "required": ["file"], "properties": {"file": BYTES}}
_TAKES: dict[str, Any] = {"multipart/form-data": {"schema": _FORM}, "application/octet-stream": {"schema": BYTES}}


def take_file(call: Call) -> bytes:
    """Keeps the file that comes with the call, before anything is written: a form's `file`, or the body itself.

    Raises InvalidError for one that is too large, of a kind that is not taken, or not there.
    """
    request = call.request
    if (request.content_type or "").startswith("multipart/"):
        name, kind, file = _of_form(request)
    else:
        name, kind = _name_of(request), request.content_type or ""
        _check(name, int(request.META.get("CONTENT_LENGTH") or 0))
        file = files.put(_bounded(request, name))
    call.taken = name, kind, file
    return hashlib.sha256(f"{name}\0{kind}\0{file.sha256}".encode(errors="replace")).digest()


@routes.write(
    "POST",
    "/uploads",
    scope=_WRITE,
    gives=Upload,
    status=201,
    example=UPLOAD,
    reads=take_file,
    content=_TAKES,
)
def create_upload(call: Call) -> Answer:
    """Upload a file

    As a form's `file`, or as the body itself, its name in `Content-Disposition: attachment; filename="…"` or in
    `?filename=`. Name its id in `uploads` of what you say within a day. What is large goes better in pieces: see
    `/uploads/resumable`.
    """
    name, kind, file = call.taken
    kept = uploads.whole(owner=owner_of(call), name=name, content_type=kind, file=file, now=call.now)
    return Answer(shape(kept), 201, {"Location": f"/api/v1/uploads/{told(Kind.UPLOAD, kept.pk)}"})


@routes.read("/uploads/{id}", scope=_WRITE, gives=Upload, example=UPLOAD)
def get_upload(call: Call, id: str) -> Any:
    """A file that you uploaded"""
    return shape(uploads.upload_of(owner=owner_of(call), number=named(Kind.UPLOAD, id), now=call.now))


@routes.write("DELETE", "/uploads/{id}", scope=_WRITE, gives=None, status=204)
def delete_upload(call: Call, id: str) -> None:
    """Forget an upload

    What was said with it stays.
    """
    uploads.discard(owner=owner_of(call), number=named(Kind.UPLOAD, id), now=call.now)


def shape(upload: uploads.Upload) -> dict[str, Any]:
    return {
        "id": told(Kind.UPLOAD, upload.pk),
        "name": upload.name,
        "content_type": upload.content_type,
        "size": upload.length,
        "received": upload.length if upload.file_id is not None else upload.received,
        "complete": upload.file_id is not None,
        "expires_at": upload.ends_at,
    }


def _of_form(request: HttpRequest) -> tuple[str, str, StoredFile]:
    given = request.FILES.get("file")
    if given is None:
        raise InvalidError(field="file", reason="empty")
    _check(given.name or "", given.size or 0)
    return given.name or "", given.content_type or "", files.put(given)  # our upload handler made a BlobUpload of it


def _name_of(request: HttpRequest) -> str:
    disposition = request.headers.get("Content-Disposition", "")
    if disposition:
        message = EmailMessage()
        message["Content-Disposition"] = disposition.replace("\r", " ").replace("\n", " ")
        if name := message.get_filename(""):
            return name
    return request.GET.get("filename", "")


def _check(name: str, size: int) -> None:
    config = settings.CONFIG
    limits.check_upload(name, size, limit_mb=config.max_upload_mb, blocked=config.blocked_file_types)


def _bounded(request: HttpRequest, name: str) -> Iterator[bytes]:
    """The body as it comes; one that says nothing of its length is bounded all the same."""
    size = 0
    while piece := request.read(PIECE):
        size += len(piece)
        _check(name, size)
        yield piece
