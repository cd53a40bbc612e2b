"""What a mail made us ask is answered from the ticket's page."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tridesk.channels.actions.settle_offer import decline_offer, make_requester
from tridesk.channels.errors import OfferNotFoundError
from tridesk.identity.types import Actor
from tridesk.kernel import clock
from tridesk.kernel.errors import ConflictError, InvalidError
from tridesk.kernel.ids import TicketId
from tridesk.tickets.queries import changes_at
from tridesk.web.addresses import url
from tridesk.web.auth import actor_of, staff_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash


@require_POST
@staff_required
def settle(request: HttpRequest, ticket_id: int, offer_id: int) -> HttpResponseBase:
    """`do`: requester, tell (the same, and they hear the number), no."""
    actor, number, wish = actor_of(request), TicketId(ticket_id), request.POST.get("do", "")
    try:
        if wish in ("requester", "tell"):
            _make_requester(request, actor, number, offer_id, tell=wish == "tell")
        elif wish == "no":
            decline_offer(actor=actor, ticket_id=number, offer_id=offer_id, now=clock.now())
            flash(request, _("You are not asked again."))
        else:
            raise InvalidError(field="do", reason="unknown_value")
    except OfferNotFoundError:
        flash(request, _("Somebody has answered that already, or the ticket has changed since."), kind="warning")
    except (InvalidError, ConflictError) as error:
        flash(request, explain(error), kind="error")
    return redirect("ticket", ticket_id=ticket_id)


def _make_requester(request: HttpRequest, actor: Actor, number: TicketId, offer_id: int, *, tell: bool) -> None:
    now = clock.now()
    make_requester(actor=actor, ticket_id=number, offer_id=offer_id, tell=tell, now=now)
    event = changes_at(actor=actor, ticket_ids=[number], at=now).get(number)
    undo = url("ticket_undo", ticket_id=number, event_id=event) if event else ""
    said = _("The ticket is theirs now, and they get its number.") if tell else _("The ticket is theirs now.")
    flash(request, said, undo=undo)
