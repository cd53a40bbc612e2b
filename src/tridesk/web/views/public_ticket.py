"""The requester's page by a signed link: no password, one ticket, nothing else."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tridesk.channels.actions.queue_mail import queue_notice
from tridesk.identity.actions.renew_link import link_holder, renew_link
from tridesk.identity.errors import LinkInvalidError
from tridesk.identity.queries import recipients
from tridesk.identity.types import Actor
from tridesk.kernel import clock
from tridesk.kernel.ids import TicketId
from tridesk.tickets.queries import mail_facts
from tridesk.tickets.types import Channel
from tridesk.web.addresses import url
from tridesk.web.own_page import Place
from tridesk.web.views import own_ticket
from tridesk.web.views.expired import no_longer_good
from tridesk.web.views.files import link_actor
from tridesk.wording import ticket_words as words


@require_safe
@never_cache
def one(request: HttpRequest, token: str) -> HttpResponseBase:
    try:
        actor = link_actor(request, token)
    except LinkInvalidError:
        return no_longer_good(request, token)
    return own_ticket.show(request, actor, _place(actor, token))


@require_POST
def reply(request: HttpRequest, token: str) -> HttpResponseBase:
    actor = link_actor(request, token)
    return own_ticket.answer(request, actor, _place(actor, token), Channel.LINK)


@require_POST
def status(request: HttpRequest, token: str) -> HttpResponseBase:
    actor = link_actor(request, token)
    return own_ticket.set_status(request, actor, _place(actor, token))


@require_safe
@never_cache
def whole_message(request: HttpRequest, token: str, message_id: int) -> HttpResponseBase:
    actor = link_actor(request, token)
    return own_ticket.whole(request, actor, _place(actor, token), message_id)


def _place(actor: Actor, token: str) -> Place:
    return Place(ticket=int(actor.ticket_only or 0), link=token)


@require_POST
def again(request: HttpRequest, token: str) -> HttpResponseBase:
    """Sends a new link to the address the old one went to, once an hour. Says the same whether there was one or not."""
    holder = link_holder(token=token)
    if holder is not None:
        _send(token, holder[0], holder[1])
    return no_longer_good(request, token, asked=True)


def _send(token: str, person: int, subject: str) -> None:
    kind, _colon, plain = subject.partition(":")
    number, now = TicketId(int(plain)) if kind == "ticket" else TicketId(0), clock.now()
    facts = mail_facts(ticket_id=number)
    to = next((each for each in recipients(person_ids=[person]) if each.email), None)  # type: ignore[list-item]
    if facts is None or facts.gone or person not in facts.people or to is None:
        return
    fresh = renew_link(token=token, days=settings.CONFIG.link_days, now=now)
    if fresh is None:
        return
    address = settings.CONFIG.public_url + url("public_ticket", token=fresh)
    with translation.override(to.language or settings.LANGUAGE_CODE):
        values = {"number": words.number(number), "subject": facts.subject, "link": address}
        title = _("Your link to %(number)s: %(subject)s") % values
        text = _("Here is a new link to your ticket %(number)s, “%(subject)s”: %(link)s") % values
    hour = now.strftime("%Y%m%d%H")
    queue_notice(
        occasion=f"link:{person}:{number}:{hour}", person=to.id, subject=title, text=text, ticket=number, now=now
    )
