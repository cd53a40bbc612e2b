"""What of the desk itself needs somebody: the page, and the bell that every page fetches a moment later."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tridesk.channels.queries import mail_troubles
from tridesk.identity.types import Actor, Permission
from tridesk.infra.outbox.parked import backlog
from tridesk.kernel import clock
from tridesk.web.addresses import url, with_query
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.settings_index import render_settings
from tridesk.webhooks.queries.webhooks import troubled
from tridesk.wording.desk_troubles import Trouble, desk_troubles
from tridesk.wording.moments import moments

_may = permission_required(
    Permission.MAILBOXES_MANAGE, Permission.MAIL_PARKED, Permission.JOBS_MANAGE, Permission.WEBHOOKS_MANAGE
)


@require_safe
@_may
def index(request: HttpRequest) -> HttpResponseBase:
    return render_settings(request, "trouble.html", "trouble", {"troubles": _linked(actor_of(request))})


@require_safe
def bell(request: HttpRequest) -> HttpResponseBase:
    """The bell with what it tells. Nothing (204) where the page shows that already: then nothing is announced twice,
    and a list that is open stays open. Nothing either once nobody is signed in any more: a page that only waits must
    not lead away from what somebody writes on it."""
    if request.actor is None:  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    return _bell(request)


@_may
def _bell(request: HttpRequest) -> HttpResponseBase:
    found = _linked(actor_of(request))
    mark = hashlib.sha256("\n".join(f"{each.code} {each.text}" for each, _href in found).encode()).hexdigest()[:16]
    if request.GET.get("had") == mark:
        return HttpResponse(status=204)
    return render(request, "ui/_bell.html", {"troubles": found, "mark": mark})


def _linked(actor: Actor) -> list[tuple[Trouble, str]]:
    """Each with the page where something can be done."""
    now = clock.now()
    work = backlog() if actor.may(Permission.JOBS_MANAGE) else None
    mail = mail_troubles(actor=actor, now=now)
    off = troubled(actor=actor)
    found = desk_troubles(mail=mail, work=work, webhooks=off, when=_when, now=now)
    return [(each, _href(each)) for each in found]


def _when(at: datetime) -> str:
    return moments(get_language() or settings.LANGUAGE_CODE).full(localtime(at))


def _href(trouble: Trouble) -> str:
    if trouble.webhook:
        return url("webhook", webhook_id=trouble.webhook)
    if trouble.mailbox:
        return url("mailbox", mailbox_id=trouble.mailbox)
    if trouble.code in ("jobs_parked", "jobs_late"):
        return url("parked_jobs")
    return with_query(url("mail_log"), show="waiting" if trouble.code == "mails_late" else "parked")
