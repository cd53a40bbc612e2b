"""Files on their way in, in pieces that may be interrupted: tus 1.0.0 with creation, expiration, checksum, termination.

https://tus.io/protocols/resumable-upload
"""

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from tridesk.api.call import Call
from tridesk.api.errors import TusTypeError, TusVersionError
from tridesk.api.ids import Kind, named, told
from tridesk.api.routes import BYTES, Routes
from tridesk.api.said import owner_of
from tridesk.identity.types import Scope
from tridesk.infra.files import uploads
from tridesk.infra.files.incoming import PIECE
from tridesk.infra.files.limits import MB
from tridesk.kernel.errors import InvalidError

routes = Routes("files", "Files on their way in, and those of messages.")
VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
PIECE_TYPE = "application/offset+octet-stream"
_PLACE = "/uploads/resumable"
_WRITE = Scope.TICKETS_WRITE
_LONGEST = 18  # digits


@routes.stream("OPTIONS", _PLACE, scope=None, status=204)
def describe_resumable_uploads(call: Call) -> HttpResponse:  # noqa: ARG001
    """What is spoken here

    tus 1.0.0 with creation, expiration, checksum and termination: any tus client uploads here.
    """
    more: dict[str, str] = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(int(settings.CONFIG.max_upload_mb) * MB),
        "Tus-Checksum-Algorithm": ",".join(uploads.CHECKSUMS),
    }
    return _answer(204, None, **more)


@routes.stream("POST", _PLACE, scope=_WRITE, status=201)
def create_resumable_upload(call: Call) -> HttpResponse:
    """Begin an upload in pieces

    `Upload-Length` says how many bytes it has, `Upload-Metadata` its `filename` and `filetype`, each in base 64. The
    pieces go to `Location`; the id at its end is what `uploads` of a message takes once all is there.
    """
    _require_version(call.request)
    length, told_of = _number(call.request, "Upload-Length", "length"), _metadata(call.request)
    upload = uploads.begin(
        owner=owner_of(call),
        name=told_of.get("filename") or told_of.get("name", ""),
        content_type=told_of.get("filetype") or told_of.get("type", ""),
        length=length,
        now=call.now,
    )
    place = f"/api/v1{_PLACE}/{told(Kind.UPLOAD, upload.pk)}"
    return _answer(201, upload.ends_at, Location=place)


@routes.stream("HEAD", _PLACE + "/{id}", scope=_WRITE, status=204)
def find_resumable_upload(call: Call, id: str) -> HttpResponse:
    """Where an upload goes on

    `Upload-Offset` bytes of it are here.
    """
    _require_version(call.request)
    upload = uploads.upload_of(owner=owner_of(call), number=named(Kind.UPLOAD, id), now=call.now)
    offset, length = str(upload.received), str(upload.length)
    more = {"Upload-Offset": offset, "Upload-Length": length, "Cache-Control": "no-store"}
    return _answer(204, upload.ends_at, **more)


@routes.stream("PATCH", _PLACE + "/{id}", scope=_WRITE, status=204, content={PIECE_TYPE: {"schema": BYTES}})
def append_to_resumable_upload(call: Call, id: str) -> HttpResponse:
    """Send a piece

    It begins at `Upload-Offset`, which is where the last one ended. What came stays, also when the line breaks.
    """
    request = call.request
    _require_version(request)
    if request.content_type != PIECE_TYPE:
        raise TusTypeError
    upload = uploads.append(
        owner=owner_of(call),
        number=named(Kind.UPLOAD, id),
        at=_number(request, "Upload-Offset", "offset"),
        pieces=_pieces(request),
        checksum=_checksum(request),
        now=call.now,
    )
    return _answer(204, upload.ends_at, **{"Upload-Offset": str(upload.received)})


@routes.stream("DELETE", _PLACE + "/{id}", scope=_WRITE, status=204)
def delete_resumable_upload(call: Call, id: str) -> HttpResponse:
    """Give an upload up"""
    _require_version(call.request)
    uploads.discard(owner=owner_of(call), number=named(Kind.UPLOAD, id), now=call.now)
    return _answer(204)


def _answer(status: int, ends_at: datetime | None = None, **headers: str) -> HttpResponse:
    response = HttpResponse(status=status, headers={"Tus-Resumable": VERSION, **headers})
    del response.headers["Content-Type"]
    if ends_at is not None:
        response.headers["Upload-Expires"] = http_date(ends_at.timestamp())
    return response


def _require_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise TusVersionError


def _number(request: HttpRequest, name: str, field: str) -> int:
    said = request.headers.get(name, "")
    if not (said.isascii() and said.isdecimal() and len(said) <= _LONGEST):
        raise InvalidError(field=field, reason="malformed" if said else "required")
    return int(said)


def _metadata(request: HttpRequest) -> dict[str, str]:
    """`filename d29ybGQudHh0,filetype dGV4dA==`; raises InvalidError."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in request.headers.get("Upload-Metadata", "").split(","))):
        name, _, value = pair.partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            raise InvalidError(field="Upload-Metadata", reason="malformed") from None
    return found


def _checksum(request: HttpRequest) -> tuple[str, str] | None:
    said = request.headers.get("Upload-Checksum", "")
    if not said:
        return None
    algorithm, _, digest = said.partition(" ")
    if algorithm not in uploads.CHECKSUMS:
        raise InvalidError(field="Upload-Checksum", reason="unknown_value")
    return algorithm, digest.strip()


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    while piece := request.read(PIECE):
        yield piece
