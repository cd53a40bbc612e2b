"""Files in and out, for people who signed in and for those who came by a link."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tridesk.identity.actions.open_link import open_link
from tridesk.identity.errors import LinkInvalidError
from tridesk.identity.types import Actor
from tridesk.infra import files
from tridesk.infra.client_address import client_ip
from tridesk.infra.files import limits
from tridesk.infra.files.answering import answer
from tridesk.kernel import clock
from tridesk.kernel.errors import InvalidError, NotFoundError
from tridesk.kernel.ids import AttachmentId, TicketId
from tridesk.kernel.text import clipped, one_line
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.queries import attachment_file
from tridesk.web.auth import actor_of, signed_in
from tridesk.web.explain import explain
from tridesk.web.middleware import speak
from tridesk.web.own_page import Place
from tridesk.web.uploads import Upload, read_token, token_for
from tridesk.web.views.expired import no_longer_good
from tridesk.web.views.own_ticket import where_it_went

MAX_NAME = 200


def link_actor(request: HttpRequest, link: str) -> Actor:
    """Who came by this link; the rest of the request speaks their language. Raises LinkInvalidError."""
    actor, _subject = open_link(token=link, now=clock.now())
    speak(actor.language, actor.zone)
    return actor.coming_from(client_ip(request))


@require_POST
@signed_in
def upload(request: HttpRequest) -> HttpResponseBase:
    return _taken(request, actor_of(request), "uploaded")


@require_POST
def link_upload(request: HttpRequest, link: str) -> HttpResponseBase:
    return _taken(request, link_actor(request, link), "link_uploaded", link=link)


@require_safe
@signed_in
def uploaded(request: HttpRequest, token: str, name: str) -> HttpResponseBase:  # noqa: ARG001
    return _waiting(request, actor_of(request), token)


@require_safe
def link_uploaded(request: HttpRequest, link: str, token: str, name: str) -> HttpResponseBase:  # noqa: ARG001
    return _waiting(request, link_actor(request, link), token)


@require_safe
@signed_in
def attachment(request: HttpRequest, attachment_id: int, name: str) -> HttpResponseBase:  # noqa: ARG001
    return _attached(request, actor_of(request), attachment_id)


@require_safe
def link_attachment(request: HttpRequest, link: str, attachment_id: int, name: str) -> HttpResponseBase:
    """A mail may have brought this address: it leads on when the ticket was merged, and says so when it is too old."""
    try:
        actor = link_actor(request, link)
    except LinkInvalidError:
        return no_longer_good(request, link)
    try:
        return _attached(request, actor, attachment_id)
    except TicketNotFoundError:
        number = TicketId(actor.ticket_only or 0)
        there = where_it_went(actor, number, Place(number, link))
        if there is None or there.ticket == number:
            raise
        return redirect(f"{there.file(attachment_id, name)}?{request.GET.urlencode()}")


def _taken(request: HttpRequest, actor: Actor, page: str, **where: str) -> HttpResponseBase:
    """Keeps the form's `file`; the composer shows the refusal beside it."""
    config = settings.CONFIG
    try:
        given = request.FILES.get("file")
        if given is None:
            raise InvalidError(field="file", reason="empty")
        limits.check_upload(
            given.name or "", given.size or 0, limit_mb=config.max_upload_mb, blocked=config.blocked_file_types
        )
        stored = files.put(given)  # a BlobUpload: our upload handler made it
    except InvalidError as error:
        status = 413 if error.values.get("reason") == "too_large" else 422
        return JsonResponse({"error": explain(error)}, status=status)
    name = clipped(one_line(given.name or "file"), MAX_NAME)
    kept = Upload(stored.pk, name, (given.content_type or "")[:127])
    token = token_for(kept, actor)
    address = reverse(page, kwargs={**where, "token": token, "name": name})
    return JsonResponse(
        {"token": token, "name": name, "size": stored.size, "type": kept.type, "url": address}, status=201
    )


def _waiting(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    try:
        kept = read_token(token, actor)
    except InvalidError as error:
        raise NotFoundError from error
    file = files.StoredFile.objects.filter(pk=kept.file).first()
    if file is None:
        raise NotFoundError(file=kept.file)
    return answer(request, file, name=kept.name, content_type=kept.type, to_its_sender=True)


def _attached(request: HttpRequest, actor: Actor, attachment_id: int) -> HttpResponseBase:
    row, file = attachment_file(actor=actor, attachment_id=AttachmentId(attachment_id))
    return answer(request, file, name=row.name, content_type=row.content_type)
