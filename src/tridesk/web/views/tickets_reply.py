"""Somebody of the team answers or notes."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tridesk.kernel import clock
from tridesk.kernel.errors import ConflictError, InvalidError
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.reply import reply as say
from tridesk.tickets.types import Channel, Visibility
from tridesk.web import ticket_words as words
from tridesk.web.auth import actor_of, staff_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.forms import tickets_message
from tridesk.web.forms.tickets_message import Draft
from tridesk.web.views.tickets_page import render_ticket


@require_POST
@staff_required
def reply(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Sends, or shows the page again with everything that was typed and the reason."""
    actor, number = actor_of(request), TicketId(ticket_id)
    draft = Draft(key=request.POST.get("submission_key", ""), text=request.POST.get("body", ""))
    try:
        draft = tickets_message.read(request, actor)
        body, attachments = tickets_message.content(draft, actor)
        message = say(
            actor=actor,
            ticket_id=number,
            body=body,
            visibility=draft.visibility,
            channel=Channel.WEB,
            now=clock.now(),
            attachments=attachments,
            status=draft.status,
            submission_key=draft.key or None,
        )
    except (InvalidError, ConflictError) as error:
        draft.errors.append(explain(error))
        return render_ticket(request, actor, number, draft, status=422)
    flash(request, _said(draft))
    return redirect(f"{reverse('ticket', args=[ticket_id])}#m{message}")


def _said(draft: Draft) -> str:
    if draft.visibility is Visibility.INTERNAL:
        return _("Your note was added.")
    if draft.status is not None:
        return _("Your reply is on its way. The status is now “%(status)s”.") % {
            "status": words.STATUS[draft.status.value]
        }
    return _("Your reply is on its way.")
