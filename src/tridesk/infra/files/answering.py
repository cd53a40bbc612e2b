"""Answers a request for a stored file: streamed, whole or a part of it, and not a second time; with headers that keep
it from acting where it is shown."""

import re
from dataclasses import dataclass
from itertools import chain

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse

from tridesk.infra.files import serve
from tridesk.infra.files.holding import Standing, require_given, standing
from tridesk.infra.files.pieces import Pieces
from tridesk.infra.files.reading import open_stream
from tridesk.infra.files.scanning import queue_scan
from tridesk.infra.models import StoredFile
from tridesk.kernel.errors import NotFoundError

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    """`start` to `end`, both included (RFC 9110 section 14)."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start + 1


def answer(
    request: HttpRequest,
    file: StoredFile,
    *,
    name: str,
    content_type: str,
    to_its_sender: bool = False,
    infected_too: bool = False,
    download: bool = False,
) -> HttpResponseBase:
    """The file, or the part of it that Range asks for; `download` (or `?download`) saves it also where it could be
    shown. 416 where there is no such part. `infected_too`: for who looks after such things.

    Raises NotFoundError when its bytes are lost, FileInfectedError and FileWaitingError when it is held back.
    """
    queue_scan(file)  # old ones that somebody asks for come first
    if not (infected_too and standing(file.verdict) is Standing.INFECTED):
        require_given(file, to_its_sender=to_its_sender)
    tag = f'"{file.sha256}"'
    if request.headers.get("If-None-Match", "").strip() == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    part = _asked(request, file, tag)
    if part is not None and part.length < 1:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    first, pieces = _opened(file, part)
    headers = serve.headers(
        filename=name,
        content_type=content_type,
        size=file.size,
        first_bytes=first,
        sha256=file.sha256,
        download=download or "download" in request.GET,
    )
    if part is not None:
        headers |= {
            "Content-Length": str(part.length),
            "Content-Range": f"bytes {part.start}-{part.end}/{file.size}",
        }
    status = 200 if part is None else 206
    if request.method == "HEAD":
        pieces.close()
        return HttpResponse(status=status, headers=headers)
    response = StreamingHttpResponse(pieces, status=status, headers=headers)
    response._resource_closers.append(pieces.close)  # type: ignore[attr-defined]  # also when nobody reads to the end
    return response


def _opened(file: StoredFile, part: _Part | None) -> tuple[bytes, Pieces]:
    """The beginning of the whole, by which its type is known, and the pieces that are asked for."""
    try:
        if part is None:
            whole = open_stream(file)
            first = next(whole, b"")
            return first[: serve.FIRST], Pieces(chain([first], whole), whole)
        beginning = open_stream(file, length=serve.FIRST)
        first = b"".join(beginning)
        return first, open_stream(file, start=part.start, length=part.length)
    except FileNotFoundError as error:
        raise NotFoundError(file=file.pk) from error


def _asked(request: HttpRequest, file: StoredFile, tag: str) -> _Part | None:
    """The part that is asked for, empty where there is none such; None for the whole: several parts at once and what
    cannot be read count as not asked for, and so does a part of what was another content (If-Range)."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or found.groups() == ("", "") or request.headers.get("If-Range", tag).strip() != tag:
        return None
    first, last = found.groups()
    if not first:  # so many bytes of its end
        return _Part(max(0, file.size - int(last)), file.size - 1)
    if last and int(last) < int(first):
        return None
    return _Part(int(first), min(int(last), file.size - 1) if last else file.size - 1)
