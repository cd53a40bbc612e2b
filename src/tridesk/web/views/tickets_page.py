"""A ticket's page: conversation, timeline, and the parts of it that are fetched on demand."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tridesk.channels.queries import addresses_used, brought, offers_of, voice_of, voices_for
from tridesk.identity.queries import DeadAddress, dead_addresses
from tridesk.identity.types import Actor
from tridesk.kernel import clock
from tridesk.kernel.errors import NotAllowedError, NotFoundError
from tridesk.kernel.ids import MessageId, PersonId, ScheduledId, TicketId
from tridesk.tickets.actions.read import mark_read
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.queries import TicketDetail, conversation, full_message, scheduled_replies
from tridesk.tickets.types import ParticipantKind
from tridesk.web.auth import actor_of, signed_in, staff_required
from tridesk.web.clean import show_pictures, show_pictures_in
from tridesk.web.forms.tickets_filters import numbers
from tridesk.web.forms.tickets_message import Draft, upload_max
from tridesk.web.planned import draft_of, why_not
from tridesk.web.send_later import presets
from tridesk.web.talk import Item, mark_brought
from tridesk.web.ticket_frame import file_href, frame_context
from tridesk.web.ticket_page import TicketPage, attachment_address, ticket_page, told
from tridesk.web.views.tickets_list import back_to_list
from tridesk.web.views.tickets_properties import properties_context
from tridesk.wording import ticket_words as words


@require_safe
@signed_in
def ticket(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """The workspace for those who work on it; everybody else has a page of their own for it."""
    actor = actor_of(request)
    if not actor.is_staff:
        return redirect("my_ticket", ticket_id=ticket_id)
    try:
        return render_ticket(request, actor, TicketId(ticket_id), _set_aside(request, actor, TicketId(ticket_id)))
    except NotAllowedError:  # an analyst who asked another team for help
        return redirect("my_ticket", ticket_id=ticket_id)


def _set_aside(request: HttpRequest, actor: Actor, ticket_id: TicketId) -> Draft | None:
    """The planned reply that is being changed (`?edit=`), where it still is."""
    asked = next(iter(numbers([request.GET.get("edit", "")])), None)
    if asked is None:
        return None
    try:
        return draft_of(actor=actor, ticket_id=ticket_id, scheduled_id=ScheduledId(asked))
    except (NotFoundError, NotAllowedError):
        return None


def render_ticket(
    request: HttpRequest, actor: Actor, ticket_id: TicketId, draft: Draft | None = None, status: int = 200
) -> HttpResponse:
    """The page; with a `draft` that could not be sent, the writing surface shows it and why."""
    now = clock.now()
    page = ticket_page(actor=actor, ticket_id=ticket_id, now=now, whole="all" in request.GET)
    if page.detail.read_at is None or page.detail.read_at < page.detail.last_message_at:
        mark_read(actor=actor, ticket_id=ticket_id, now=now)
    context = frame_context(page, actor) | properties_context(page, actor)
    context |= {
        "draft": draft or Draft(key=secrets.token_urlsafe(12)),
        "upload_max": upload_max(),
        "to": _to(page.detail),
        "unreachable": _unreachable(page.detail),
        "sends": _sends(page),
        **_offers(page, actor),
        "planned": scheduled_replies(actor=actor, ticket_id=ticket_id, facts=page.detail.facts),
        "why_not": why_not,
        "presets": presets(now=now, zone=actor.zone) if page.may.reply else [],
        "voices": voices_for(ticket=ticket_id, team=page.detail.team_id) if page.may.reply else [],
        "back": back_to_list(request),
        "link_words": words.LINK,
    }
    return render(request, "tickets/ticket.html", context, status=status)


def _offers(page: TicketPage, actor: Actor) -> dict[str, Any]:
    """What the mails of the ticket made us ask; `tells`: whether the number can be told from here."""
    detail = page.detail
    offers = offers_of(actor=actor, ticket_id=TicketId(detail.id), may=page.may) if detail.listed else []
    asked = any(offer.kind == "passed_on" for offer in offers)
    voice = voice_of(ticket=detail.id, team=detail.team_id) if asked else None
    return {"offers": offers, "tells": voice is not None and voice.acknowledge}


def _to(detail: TicketDetail) -> str:
    copies = len(_copies(detail))
    if not copies:
        return _("to %(name)s") % {"name": detail.requester}
    text = ngettext("to %(name)s and %(num)s more", "to %(name)s and %(num)s more", copies)
    return text % {"name": detail.requester, "num": copies}


def _unreachable(detail: TicketDetail) -> list[DeadAddress]:
    """Whom an answer will not reach. Who wrote from another address in this ticket is answered there."""
    dead = dead_addresses(person_ids=[PersonId(detail.requester_id), *_copies(detail)])
    used = addresses_used(ticket=detail.id, people=[each.person for each in dead]) if dead else {}
    return [each for each in dead if each.person not in used]


def _copies(detail: TicketDetail) -> list[PersonId]:
    """Who else outside hears a reply."""
    copied = [person.id for person in detail.participants if person.kind == ParticipantKind.CC.value]
    return [PersonId(person) for person in copied if person != detail.requester_id]


def _sends(page: TicketPage) -> list[tuple[str, str]]:
    """The buttons under a reply, the usual one last."""
    if not page.may.change:
        return [("", _("Send reply"))]
    return [
        ("waiting_vendor", _("Send and wait for vendor")),
        ("solved", _("Send and solve")),
        ("waiting_requester", _("Send and wait for requester")),
        ("", _("Send reply")),
    ]


@require_safe
@staff_required
def earlier(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """The messages before one (`?before=`), for the top of the conversation."""
    actor, before = actor_of(request), request.GET.get("before", "")
    if not before.isdecimal() or len(before) > 18:  # no number that a database could hold
        raise TicketNotFoundError(ticket=ticket_id)
    talk = conversation(actor=actor, ticket_id=TicketId(ticket_id), before=MessageId(int(before)))
    show_pictures(talk.messages, attachment_address)
    items = [Item(message=message, remote="data-remote-src" in message.html) for message in talk.messages]
    mark_brought(items, brought(message_ids=[message.id for message in talk.messages]))
    page = {"items": items, "earlier": talk.earlier, "first_message": talk.messages[0].id if talk.messages else 0}
    return render(request, "tickets/_earlier.html", {"page": page, "ticket": {"id": ticket_id}, "file_href": file_href})


@require_safe
@signed_in
def whole_message(request: HttpRequest, ticket_id: int, message_id: int) -> HttpResponse:
    """A message with the quoted history that was folded away."""
    actor = actor_of(request)
    number = TicketId(ticket_id)
    text, html = full_message(actor=actor, ticket_id=number, message_id=MessageId(message_id))
    rows = conversation(actor=actor, ticket_id=number, before=MessageId(message_id + 1), limit=1).messages
    files = {part.content_id: attachment_address(part.id, part.name) for row in rows for part in row.attachments}
    body = {"text": text, "html": show_pictures_in(html, files)}
    context = {"body": body, "remote": "data-remote-src" in html, "section": "tickets", "ticket_id": ticket_id}
    alone = request.headers.get("HX-Request")
    return render(request, "tickets/_whole.html" if alone else "tickets/whole.html", context)


@require_safe
@staff_required
def timeline(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Who did what, all of it."""
    actor = actor_of(request)
    page, lines = told(actor=actor, ticket_id=TicketId(ticket_id))
    context = frame_context(page, actor) | {"lines": lines, "back": back_to_list(request)}
    return render(request, "tickets/timeline.html", context)
