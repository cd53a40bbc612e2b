"""Hands a stored file to a browser: streamed, with headers that keep it from acting, and not a second time."""

from itertools import chain

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse

from tridesk.infra import files
from tridesk.infra.files import serve
from tridesk.kernel.errors import NotFoundError


def answer(
    request: HttpRequest,
    file: files.StoredFile,
    *,
    name: str,
    content_type: str,
    to_its_sender: bool = False,
    infected_too: bool = False,
) -> HttpResponseBase:
    """The file; `?download` saves it also where it could be shown. `infected_too`: for who looks after such things.

    Raises NotFoundError when its bytes are lost, FileInfectedError and FileWaitingError when it is held back.
    """
    files.queue_scan(file)  # old ones that somebody asks for come first
    if not (infected_too and files.standing(file.verdict) is files.Standing.INFECTED):
        files.require_given(file, to_its_sender=to_its_sender)
    if request.headers.get("If-None-Match", "").strip() == f'"{file.sha256}"':
        return HttpResponseNotModified()
    try:
        pieces = files.open_stream(file)
    except FileNotFoundError as error:
        raise NotFoundError(file=file.pk) from error
    first = next(pieces, b"")
    headers = serve.headers(
        filename=name,
        content_type=content_type,
        size=file.size,
        first_bytes=first[: serve.FIRST],
        sha256=file.sha256,
        download="download" in request.GET,
    )
    if request.method == "HEAD":
        pieces.close()
        return HttpResponse(headers=headers)
    response = StreamingHttpResponse(chain([first], pieces), headers=headers)
    response._resource_closers.append(pieces.close)  # type: ignore[attr-defined]  # also when nobody reads to the end
    return response
