"""What the page by link and the page of one's own tickets do alike: show, answer, close and reopen."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tridesk.identity.actions.grant_link import grant_link
from tridesk.identity.types import Actor
from tridesk.kernel import clock
from tridesk.kernel.errors import ConflictError, InvalidError
from tridesk.kernel.ids import MessageId, TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.read import mark_read
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.queries import conversation, full_message, mail_facts
from tridesk.tickets.types import Channel, Status, Visibility
from tridesk.web.clean import show_pictures_in
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.forms import tickets_message
from tridesk.web.forms.tickets_message import Draft, upload_max
from tridesk.web.own_page import Place, own_page
from tridesk.wording import ticket_words as words

SHOWN = 40
ALL = 1000


def show(
    request: HttpRequest, actor: Actor, place: Place, draft: Draft | None = None, status: int = 200
) -> HttpResponseBase:
    """Where it stands, what was said, and a place to answer."""
    number = TicketId(place.ticket)
    page = own_page(actor=actor, ticket_id=number, place=place, limit=ALL if "all" in request.GET else SHOWN)
    if page.detail.merged_into and (there := where_it_went(actor, number, place)):
        return redirect(there.page())
    if not place.link:
        mark_read(actor=actor, ticket_id=number, now=clock.now())
    context = {
        "page": page,
        "ticket": page.detail,
        "may": page.may,
        "place": place,
        "number": words.number(place.ticket),
        "reader": actor,
        "draft": draft or Draft(key=secrets.token_urlsafe(12)),
        "upload_max": upload_max(),
        "close_after": settings.CONFIG.close_after_days,
        "languages": settings.LANGUAGES,
    }
    return render(request, "public/ticket.html", context, status=status)


def where_it_went(actor: Actor, number: TicketId, place: Place) -> Place | None:
    """The same person's page of the ticket this one was merged into; None when they do not take part there."""
    facts = mail_facts(ticket_id=number)
    if facts is None or facts.gone or actor.person_id not in facts.people or actor.person_id is None:
        return None
    if not place.link:
        return Place(facts.number)
    subject = f"ticket:{facts.number}"
    link = grant_link(person=actor.person_id, subject=subject, days=settings.CONFIG.link_days, now=clock.now())
    return Place(facts.number, link)


def answer(request: HttpRequest, actor: Actor, place: Place, channel: Channel) -> HttpResponseBase:
    """Takes an answer, or shows the page again with everything that was typed and the reason."""
    draft = Draft(key=request.POST.get("submission_key", ""), text=request.POST.get("body", ""))
    try:
        draft = tickets_message.read(request, actor)
        body, attachments = tickets_message.content(draft, actor)
        reply(
            actor=actor,
            ticket_id=TicketId(place.ticket),
            body=body,
            visibility=Visibility.PUBLIC,
            channel=channel,
            now=clock.now(),
            attachments=attachments,
            submission_key=draft.key or None,
        )
    except (InvalidError, ConflictError) as error:
        draft.errors.append(explain(error))
        return show(request, actor, place, draft, status=422)
    flash(request, _("Your message is with us."))
    return redirect(place.page())


def set_status(request: HttpRequest, actor: Actor, place: Place) -> HttpResponseBase:
    """`status`: solved closes what no longer matters, open brings back what is not solved after all."""
    wanted = {"solved": Status.SOLVED, "open": Status.OPEN}.get(request.POST.get("status", ""))
    if wanted is None:
        raise InvalidError(field="status", reason="unknown_value")
    try:
        change(actor=actor, ticket_id=TicketId(place.ticket), changes={"status": wanted.value}, now=clock.now())
    except ConflictError as error:
        flash(request, explain(error), kind="warning")
    else:
        flash(request, _("Good to hear. It is solved now.") if wanted is Status.SOLVED else _("It is open again."))
    return redirect(place.page())


def whole(request: HttpRequest, actor: Actor, place: Place, message_id: int) -> HttpResponse:
    """A message with the quoted history that was folded away."""
    number, message = TicketId(place.ticket), MessageId(message_id)
    text, html = full_message(actor=actor, ticket_id=number, message_id=message)
    rows = conversation(actor=actor, ticket_id=number, before=MessageId(message_id + 1), limit=1).messages
    files = {part.content_id: place.file(part.id, part.name) for row in rows for part in row.attachments}
    body = {"text": text, "html": show_pictures_in(html, files)}
    context = {"body": body, "remote": "data-remote-src" in html, "place": place, "languages": settings.LANGUAGES}
    alone = request.headers.get("HX-Request")
    return render(request, "tickets/_whole.html" if alone else "public/whole.html", context)
