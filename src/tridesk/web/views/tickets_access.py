"""Who can open a ticket by a signed link, and taking that away."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tridesk.identity.actions.revoke_link import revoke_link
from tridesk.identity.queries import links_to, names
from tridesk.identity.types import Permission
from tridesk.kernel import clock
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets.queries import abilities, facts_of, ticket_detail
from tridesk.web.auth import actor_of, permission_required, staff_required
from tridesk.web.flash import flash
from tridesk.wording import ticket_words as words


@require_safe
@staff_required
def access(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Everybody who was mailed a link that still opens the ticket."""
    actor = actor_of(request)
    ticket = ticket_detail(actor=actor, ticket_id=TicketId(ticket_id))
    links = links_to(subject=f"ticket:{ticket_id}")
    people = names(person_ids=[person for person, _ends, _used in links])
    rows = [{"person": p, "name": people.get(p, ""), "ends": ends, "used": used} for p, ends, used in links]
    number = words.number(ticket_id)
    may = abilities(actor=actor, facts=ticket.facts)
    context = {"ticket": ticket, "number": number, "links": rows, "may": may}
    return render(request, "tickets/access.html", context)


@require_POST
@permission_required(Permission.TICKETS_CHANGE)
def revoke(request: HttpRequest, ticket_id: int, person_id: int) -> HttpResponseBase:
    """Stops one person's link at once; the next mail to them brings a new one."""
    actor = actor_of(request)
    facts = facts_of(actor=actor, ticket_id=TicketId(ticket_id))  # not found for those who may not know of it
    if not abilities(actor=actor, facts=facts).change:
        raise NotAllowedError(right="links")
    stopped = revoke_link(actor=actor, person_id=PersonId(person_id), subject=f"ticket:{ticket_id}", now=clock.now())
    flash(request, _("The link no longer works.") if stopped else _("The link had ended already."))
    return redirect("ticket_access", ticket_id=ticket_id)
