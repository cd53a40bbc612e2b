"""Somebody of the team answers or notes."""

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tridesk.channels.actions.choose_voice import choose_voice
from tridesk.identity.types import Actor
from tridesk.kernel import clock
from tridesk.kernel.errors import ConflictError, InvalidError
from tridesk.kernel.ids import MailboxId, ScheduledId, TicketId
from tridesk.tickets.actions.reply import reply as say
from tridesk.tickets.actions.schedule_reply import replace_scheduled, schedule_reply
from tridesk.tickets.types import Channel, Visibility
from tridesk.web import send_later
from tridesk.web.auth import actor_of, staff_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.forms import tickets_message
from tridesk.web.forms.tickets_message import Draft
from tridesk.web.views.tickets_page import render_ticket
from tridesk.wording import ticket_words as words


@require_POST
@staff_required
def reply(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Sends, or shows the page again with everything that was typed and the reason."""
    actor, number = actor_of(request), TicketId(ticket_id)
    draft = Draft(key=request.POST.get("submission_key", ""), text=request.POST.get("body", ""))
    try:
        draft = tickets_message.read(request, actor)
        with transaction.atomic():  # who speaks, what is said and what that takes the place of: all or nothing
            if draft.voice and draft.visibility is Visibility.PUBLIC:
                choose_voice(actor=actor, ticket_id=number, mailbox_id=MailboxId(draft.voice), now=clock.now())
            place = _plan(request, actor, number, draft) if draft.later else _say(request, actor, number, draft)
            if draft.replaces:
                planned = ScheduledId(draft.replaces)
                replace_scheduled(actor=actor, ticket_id=number, scheduled_id=planned, now=clock.now())
    except (InvalidError, ConflictError) as error:
        draft.errors.append(explain(error))
        return render_ticket(request, actor, number, draft, status=422)
    return redirect(f"{reverse('ticket', args=[ticket_id])}{place}")


def _say(request: HttpRequest, actor: Actor, number: TicketId, draft: Draft) -> str:
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
    flash(request, _said(draft))
    return f"#m{message}"


def _plan(request: HttpRequest, actor: Actor, number: TicketId, draft: Draft) -> str:
    if draft.visibility is Visibility.INTERNAL:
        raise InvalidError(field="send_at", reason="note")
    now = clock.now()
    body, attachments = tickets_message.content(draft, actor)
    planned = schedule_reply(
        actor=actor,
        ticket_id=number,
        body=body,
        send_at=send_later.moment_of(draft.later, chosen=draft.later_at, now=now, zone=actor.zone),
        attachments=attachments,
        status=draft.status,
        unless_answered=draft.unless_answered,
        submission_key=draft.key or None,
        now=now,
    )
    undo = reverse("ticket_planned_cancel", args=[number, planned])
    flash(request, _("Your reply waits and leaves at its time."), undo=undo)
    return "#planned"


def _said(draft: Draft) -> str:
    if draft.visibility is Visibility.INTERNAL:
        return _("Your note was added.")
    if draft.status is not None:
        return _("Your reply is on its way. The status is now “%(status)s”.") % {
            "status": words.STATUS[draft.status.value]
        }
    return _("Your reply is on its way.")
