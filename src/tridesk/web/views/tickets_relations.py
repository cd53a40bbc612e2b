"""Tickets that belong together, or do not: merge, split, link."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tridesk.identity.types import Actor
from tridesk.kernel import clock
from tridesk.kernel.errors import InvalidError, NotFoundError
from tridesk.kernel.ids import MessageId, TicketId
from tridesk.tickets.actions.link import link as connect
from tridesk.tickets.actions.link import unlink as disconnect
from tridesk.tickets.actions.merge import merge as join
from tridesk.tickets.actions.split import split as part
from tridesk.tickets.queries import conversation, find_tickets, ticket_detail
from tridesk.tickets.types import LinkKind
from tridesk.web.addresses import url
from tridesk.web.auth import actor_of, staff_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.forms.tickets_filters import numbers
from tridesk.web.ticket_page import ALL
from tridesk.wording import ticket_words as words


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def merge(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Asks for the other ticket, in a dialog or on a page of its own, and merges into it."""
    actor, number = actor_of(request), TicketId(ticket_id)
    typed, errors = request.POST.get("into", "").strip(), []
    if request.method == "POST":
        try:
            into = _other(actor, typed, besides=number)
            join(actor=actor, source_id=number, into_id=into, now=clock.now())
        except (InvalidError, NotFoundError) as error:
            if error.values.get("ticket") == ticket_id:
                raise
            errors = [explain(error)]
        else:
            text = _("%(source)s was merged into %(into)s.") % {
                "source": words.number(ticket_id),
                "into": words.number(into),
            }
            flash(request, text, undo=url("ticket_unmerge", ticket_id=ticket_id))
            return redirect("ticket", ticket_id=into)
    detail = ticket_detail(actor=actor, ticket_id=number)
    context = {
        "section": "tickets",
        "ticket": detail,
        "number": words.number(ticket_id),
        "into_chosen": [{"value": typed, "label": typed}] if typed else [],
        "into_errors": errors,
    }
    template = "tickets/_merge_form.html" if request.headers.get("HX-Request") else "tickets/merge.html"
    return render(request, template, context, status=422 if errors else 200)


def _other(actor: Actor, typed: str, *, besides: TicketId) -> TicketId:
    """The ticket somebody named: by choosing it, or by typing its number. Raises InvalidError."""
    plain = typed.upper().removeprefix(words.number(0)[:-1].upper()).removeprefix("#")
    if plain.isdecimal() and len(plain) < 18:
        return TicketId(int(plain))
    found = find_tickets(actor=actor, text=typed, besides=besides, limit=3) if typed else []
    # The search takes the end of "LaserJet-200" for a number, too; here only the words count.
    meant = [each.id for each in found if "@" in typed or typed.casefold() in each.subject.casefold()]
    if len(meant) != 1:
        raise InvalidError(field="into", reason="required" if not typed else "unknown")
    return TicketId(meant[0])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def split(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Shows the messages to choose from and makes the chosen ones a ticket of their own."""
    actor, number, errors = actor_of(request), TicketId(ticket_id), []
    chosen = numbers(request.POST.getlist("message"))
    if request.method == "POST":
        subject, messages = request.POST.get("subject", ""), [MessageId(each) for each in chosen]
        try:
            new = part(actor=actor, ticket_id=number, messages=messages, subject=subject, now=clock.now())
        except InvalidError as error:
            errors = [("", explain(error))]
        else:
            flash(request, _("The messages are in %(number)s now.") % {"number": words.number(new)})
            return redirect("ticket", ticket_id=new)
    detail = ticket_detail(actor=actor, ticket_id=number)
    talk = conversation(actor=actor, ticket_id=number, facts=detail.facts, limit=ALL)
    context = {
        "section": "tickets",
        "ticket": detail,
        "number": words.number(ticket_id),
        "talk": talk.messages,
        "chosen": chosen,
        "subject": request.POST.get("subject", detail.subject),
        "errors": errors,
    }
    return render(request, "tickets/split.html", context, status=422 if errors else 200)


@require_POST
@staff_required
def link(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    actor, number = actor_of(request), TicketId(ticket_id)
    try:
        other = _other(actor, request.POST.get("other", "").strip(), besides=number)
        kind = _kind(request)
        connect(actor=actor, ticket_id=number, other_id=other, kind=kind, now=clock.now())
    except (InvalidError, NotFoundError) as error:
        if error.values.get("ticket") == ticket_id:
            raise
        flash(request, explain(error), kind="warning")
    else:
        flash(request, _("Linked with %(number)s.") % {"number": words.number(other)})
    return redirect("ticket", ticket_id=ticket_id)


@require_POST
@staff_required
def unlink(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Takes a link away, whichever of the two tickets it was made on."""
    actor = actor_of(request)
    other = next(iter(numbers([request.POST.get("other", "")])), 0)
    ends = (ticket_id, other) if request.POST.get("outgoing") else (other, ticket_id)
    gone = disconnect(
        actor=actor, ticket_id=TicketId(ends[0]), other_id=TicketId(ends[1]), kind=_kind(request), now=clock.now()
    )
    if gone:
        flash(request, _("The link to %(number)s is gone.") % {"number": words.number(other)})
    return redirect("ticket", ticket_id=ticket_id)


def _kind(request: HttpRequest) -> LinkKind:
    try:
        return LinkKind(request.POST.get("kind", ""))
    except ValueError:
        raise InvalidError(field="kind", reason="unknown_value") from None
