"""All mail that came and went: what is stuck, what became of the rest, and what can be done about it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tridesk.channels.actions.make_ticket import make_ticket
from tridesk.channels.actions.parked import discard, take_in_again
from tridesk.channels.actions.send_again import send_again
from tridesk.channels.queries.insides import inside, raw_of
from tridesk.channels.queries.mail_log import Search, Show, incoming, incoming_mail, outgoing, outgoing_mail
from tridesk.identity.types import Permission
from tridesk.infra.files.answering import answer
from tridesk.kernel import clock
from tridesk.kernel.errors import ConflictError, InvalidError
from tridesk.kernel.ids import InboundMailId, OutboundMailId
from tridesk.kernel.text import one_line
from tridesk.web.addresses import url, with_query
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.settings_index import render_settings
from tridesk.web.views.verbs import act
from tridesk.wording import mail_words

_may = permission_required(Permission.MAIL_PARKED)
_TABS = {
    Show.PARKED: (gettext_lazy("Parked"), "mail-off"),
    Show.RECORDED: (gettext_lazy("Only recorded"), "robot"),
    Show.INCOMING: (gettext_lazy("All that came"), "download"),
    Show.WAITING: (gettext_lazy("Waiting to leave"), "clock"),
    Show.FAILED: (gettext_lazy("Failed to leave"), "alert-triangle"),
    Show.OUTGOING: (gettext_lazy("All of ours"), "send"),
}


@require_safe
@_may
def index(request: HttpRequest) -> HttpResponseBase:
    """One list at a time; which, what is looked for and the page are in the address."""
    actor, asked = actor_of(request), one_line(request.GET.get("q", ""))[:320]
    show = _shown(request.GET.get("show", ""), Show.INCOMING if asked else Show.PARKED)
    search, cursor = _search(asked), request.GET.get("cursor")
    page: Any = (
        outgoing(actor=actor, show=show, search=search, cursor=cursor)
        if show.ours
        else incoming(actor=actor, show=show, search=search, cursor=cursor)
    )
    here = url("mail_log")
    context = {
        "show": show,
        "asked": asked,
        "page": page,
        "shown": [
            {"text": text, "icon": icon, "href": with_query(here, show=each.value, q=asked), "current": each is show}
            for each, (text, icon) in _TABS.items()
        ],
        "newer": with_query(here, show=show.value, q=asked, cursor=page.newer) if page.newer else "",
        "older": with_query(here, show=show.value, q=asked, cursor=page.older) if page.older else "",
        "told": mail_words,
        "prefix": settings.CONFIG.ticket_prefix,
    }
    return render_settings(request, "mail_log.html", "mail_log", context)


def _shown(wanted: str, otherwise: Show) -> Show:
    return next((each for each in Show if each.value == wanted), otherwise)


def _search(asked: str) -> Search:
    """A ticket's number, with or without its letters, or a whole address."""
    number = asked.upper().removeprefix(settings.CONFIG.ticket_prefix.upper()).strip("# ")
    if number.isdecimal() and number.isascii() and len(number) <= 18:
        return Search(ticket=int(number))
    return Search(address=asked.lower())


@require_safe
@_may
def mail(request: HttpRequest, mail_id: int) -> HttpResponseBase:
    """One that came, opened."""
    row = incoming_mail(actor=actor_of(request), mail_id=InboundMailId(mail_id))
    context = {
        "mail": row,
        "inside": inside(mail_id=row.id),
        "told": mail_words,
        "prefix": settings.CONFIG.ticket_prefix,
    }
    return render_settings(request, "mail_in.html", "mail_log", context)


@require_safe
@_may
def raw(request: HttpRequest, mail_id: int) -> HttpResponseBase:
    """The mail as it came, byte for byte, to be saved; whoever looks after mail may have an infected one."""
    file, _signature = raw_of(mail_id=InboundMailId(mail_id))
    name, kind = f"mail-{mail_id}.eml", "application/octet-stream"
    return answer(request, file, name=name, content_type=kind, infected_too=True)


@require_POST
@_may
def again(request: HttpRequest, mail_id: int) -> HttpResponseBase:
    actor, pk = actor_of(request), InboundMailId(mail_id)
    return act(
        request,
        lambda: take_in_again(actor=actor, mail_id=pk, now=clock.now()),
        said=_("The mail is tried again. If it cannot be understood this time either, it comes back here."),
        back="mail_log",
    )


@require_POST
@_may
def aside(request: HttpRequest, mail_id: int) -> HttpResponseBase:
    actor, pk = actor_of(request), InboundMailId(mail_id)
    return act(
        request,
        lambda: discard(actor=actor, mail_id=pk, now=clock.now()),
        said=_("The mail is off the list; it stays in the store."),
        back="mail_log",
    )


@require_POST
@_may
def ticket(request: HttpRequest, mail_id: int) -> HttpResponseBase:
    """Made by hand, and led to."""
    try:
        number = make_ticket(actor=actor_of(request), mail_id=InboundMailId(mail_id), now=clock.now())
    except (InvalidError, ConflictError) as error:
        flash(request, explain(error), kind="error")
        return redirect("mail_in", mail_id=mail_id)
    flash(request, _("The mail is a ticket now."))
    return redirect("ticket", ticket_id=number)


@require_safe
@_may
def ours(request: HttpRequest, ours_id: int) -> HttpResponseBase:
    row = outgoing_mail(actor=actor_of(request), mail_id=OutboundMailId(ours_id))
    context = {"mail": row, "told": mail_words, "prefix": settings.CONFIG.ticket_prefix}
    return render_settings(request, "mail_out.html", "mail_log", context)


@require_POST
@_may
def ours_again(request: HttpRequest, ours_id: int) -> HttpResponseBase:
    actor, pk = actor_of(request), OutboundMailId(ours_id)
    return act(
        request,
        lambda: send_again(actor=actor, mail_id=pk, now=clock.now()),
        said=_("It is sent again."),
        back="mail_out",
        ours_id=ours_id,
    )
