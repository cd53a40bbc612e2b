"""The buttons of a reply that leaves later: send it now, change it, call it off, take that back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tridesk.kernel import clock
from tridesk.kernel.errors import ConflictError, InvalidError
from tridesk.kernel.ids import ScheduledId, TicketId
from tridesk.tickets.actions.say_scheduled import AuthorLeftError, send_scheduled_now
from tridesk.tickets.actions.schedule_reply import cancel_scheduled, edit_scheduled, restore_scheduled
from tridesk.web.auth import actor_of, staff_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash


@require_POST
@staff_required
def send_now(request: HttpRequest, ticket_id: int, scheduled_id: int) -> HttpResponseBase:
    return _done(request, send_scheduled_now, ticket_id, scheduled_id, said=_("The reply is on its way."))


@require_POST
@staff_required
def cancel(request: HttpRequest, ticket_id: int, scheduled_id: int) -> HttpResponseBase:
    back = reverse("ticket_planned_restore", args=[ticket_id, scheduled_id])
    return _done(request, cancel_scheduled, ticket_id, scheduled_id, said=_("The reply does not leave."), undo=back)


@require_POST
@staff_required
def restore(request: HttpRequest, ticket_id: int, scheduled_id: int) -> HttpResponseBase:
    return _done(request, restore_scheduled, ticket_id, scheduled_id, said=_("The reply is back."))


@require_POST
@staff_required
def edit(request: HttpRequest, ticket_id: int, scheduled_id: int) -> HttpResponseBase:
    """Sets it aside and fills the writing surface with it."""
    said = _("Change it and send it anew. Until then it does not leave.")
    return _done(request, edit_scheduled, ticket_id, scheduled_id, said=said, after=f"?edit={scheduled_id}#composer")


def _done(
    request: HttpRequest,
    action: Callable[..., object],
    ticket_id: int,
    scheduled_id: int,
    *,
    said: str,
    undo: str = "",
    after: str = "",
) -> HttpResponseBase:
    page = reverse("ticket", args=[ticket_id])
    number, planned = TicketId(ticket_id), ScheduledId(scheduled_id)
    try:
        action(actor=actor_of(request), ticket_id=number, scheduled_id=planned, now=clock.now())
    except (InvalidError, ConflictError, AuthorLeftError) as error:
        flash(request, explain(error), kind="error")
        return redirect(page)
    flash(request, said, undo=undo)
    return redirect(f"{page}{after}")
