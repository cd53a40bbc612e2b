"""The tickets of somebody who is helped and signed in: the list, one of them, a new one."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tridesk.identity.queries import default_team
from tridesk.identity.types import Actor, Permission
from tridesk.kernel import clock
from tridesk.kernel.errors import ConflictError, InvalidError
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.queries import View, abilities, facts_of, field_specs, ticket_list
from tridesk.tickets.types import Channel, FieldSpec, TicketType
from tridesk.web.addresses import url, with_query
from tridesk.web.auth import actor_of, permission_required, signed_in
from tridesk.web.flash import flash
from tridesk.web.forms import tickets_message, tickets_new
from tridesk.web.forms.tickets_message import Draft, upload_max
from tridesk.web.forms.tickets_new import NewForm
from tridesk.web.own_page import Place
from tridesk.web.views import own_ticket
from tridesk.web.views.tickets_new import field_context, refuse
from tridesk.wording import ticket_words as words

PAGE = 25
ASKED = (TicketType.INCIDENT, TicketType.SERVICE_REQUEST, TicketType.QUESTION)  # what people outside ask for


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Everything one asked for or takes part in, the latest first."""
    actor = actor_of(request)
    page = ticket_list(actor=actor, view=View.ALL, cursor=request.GET.get("after", ""), limit=PAGE)
    base = url("my_tickets")
    context = {
        "rows": page.rows,
        "newer": with_query(base, after=page.newer) if page.newer else "",
        "older": with_query(base, after=page.older) if page.older else "",
        "prefix": words.number(0)[:-1],
        "may_open": actor.may(Permission.TICKETS_OPEN),
        "languages": settings.LANGUAGES,
    }
    return render(request, "public/my.html", context)


@require_safe
@signed_in
def one(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Those who work on it have the workspace for it."""
    actor = actor_of(request)
    if actor.is_staff and abilities(actor=actor, facts=facts_of(actor=actor, ticket_id=TicketId(ticket_id))).inside:
        return redirect("ticket", ticket_id=ticket_id)
    return own_ticket.show(request, actor, Place(ticket_id))


@require_POST
@signed_in
def reply(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    return own_ticket.answer(request, actor_of(request), Place(ticket_id), Channel.WEB)


@require_POST
@signed_in
def status(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    return own_ticket.set_status(request, actor_of(request), Place(ticket_id))


@require_safe
@signed_in
def whole_message(request: HttpRequest, ticket_id: int, message_id: int) -> HttpResponseBase:
    return own_ticket.whole(request, actor_of(request), Place(ticket_id), message_id)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TICKETS_OPEN)
def new(request: HttpRequest) -> HttpResponseBase:
    """Asks for help by form; the acknowledgement with the number comes by mail as for any other ticket."""
    actor = actor_of(request)
    if request.method != "POST":
        form = NewForm()
        form.value["type"] = request.GET.get("type", "") if request.GET.get("type") in list(ASKED) else ASKED[0].value
        return _form(request, actor, form, Draft(key=secrets.token_urlsafe(12)))
    form = tickets_new.read(request.POST, _specs(actor, request.POST.get("type", "")))
    draft = Draft(key=request.POST.get("submission_key", ""), text=request.POST.get("body", ""))
    try:
        draft = tickets_message.read(request, actor)
        number = _open(actor, form, draft)
    except (InvalidError, ConflictError) as error:
        refuse(form, draft, error)
        return _form(request, actor, form, draft, status=422)
    flash(request, _("We have it. Its number is %(number)s.") % {"number": words.number(number)})
    return redirect("my_ticket", ticket_id=number)


def _open(actor: Actor, form: NewForm, draft: Draft) -> TicketId:
    said = tickets_message.content(draft, actor)
    wish = tickets_new.own_ticket(form, actor, said, team=default_team(), key=draft.key)
    return open_ticket(actor=actor, new=wish, now=clock.now())


def _specs(actor: Actor, ticket_type: str) -> list[FieldSpec]:
    known = ticket_type if ticket_type in list(ASKED) else ASKED[0].value
    return [spec for spec in field_specs(language=actor.language, ticket_type=known) if spec.for_requester]


def _form(request: HttpRequest, actor: Actor, form: NewForm, draft: Draft, status: int = 200) -> HttpResponse:
    context = field_context(_specs(actor, form.value["type"]), form, {}) | {
        "value": form.value,
        "upload_max": upload_max(),
        "draft": draft,
        "errors": form.errors,
        "summary": [(f"f-{name}", text) for name, text in form.errors.items()] + [("", text) for text in draft.errors],
        "types": [(kind.value, words.TYPE[kind.value]) for kind in ASKED],
        "actor": actor,
        "languages": settings.LANGUAGES,
    }
    return render(request, "public/new.html", context, status=status)
