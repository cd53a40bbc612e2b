"""A mailbox signs in by OAuth2: who we are at its provider, somebody's consent there, and the end of it."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tridesk.channels.actions.grants import begin_consent, disconnect, set_provider, take_consent
from tridesk.channels.errors import ConsentRefusedError, MailboxInvalidError
from tridesk.channels.queries import grant_of
from tridesk.channels.queries import mailbox as mailbox_query
from tridesk.identity.types import Permission
from tridesk.kernel import clock
from tridesk.kernel.ids import MailboxId
from tridesk.web import words
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.forms.grants import GrantForm
from tridesk.web.forms.refusals import told
from tridesk.web.settings_index import render_settings
from tridesk.web.views.settings_mailboxes import consent_address, mailbox_page

manage = permission_required(Permission.MAILBOXES_MANAGE)
_BEGUN = "consents"  # of the session: state -> mailbox, verifier, when (seconds)
_MOST = 5  # tries at once, in as many windows
_GOOD_FOR = 3600  # seconds


@require_POST
@manage
def provider(request: HttpRequest, mailbox_id: int) -> HttpResponseBase:
    """Who we are at the provider."""
    actor, pk = actor_of(request), MailboxId(mailbox_id)
    found = mailbox_query(actor=actor, mailbox_id=pk)
    form = GrantForm(request.POST, grant=grant_of(mailbox=found))
    if form.is_valid():
        with told(form):
            set_provider(actor=actor, mailbox_id=pk, values=form.cleaned_data, now=clock.now())
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect("mailbox", mailbox_id=mailbox_id)
    page = mailbox_page(request, found, grant_form=form)
    page.status_code = 422
    return page


@require_POST
@manage
def connect(request: HttpRequest, mailbox_id: int) -> HttpResponseBase:
    """On to the provider's consent page. Not by a redirect: what a form may lead to is this desk alone (our Content
    Security Policy), however many redirects lie between."""
    actor, pk = actor_of(request), MailboxId(mailbox_id)
    found = mailbox_query(actor=actor, mailbox_id=pk)
    try:
        consent = begin_consent(actor=actor, mailbox_id=pk, redirect_url=consent_address())
    except MailboxInvalidError as error:
        flash(request, f"{_('Save who we are at the provider first.')} {explain(error)}", kind="error")
        return redirect("mailbox", mailbox_id=mailbox_id)
    begun = {"mailbox": mailbox_id, "verifier": consent.verifier, "at": int(clock.now().timestamp())}
    others = list(request.session.get(_BEGUN, {}).items())[1 - _MOST :]
    request.session[_BEGUN] = dict([*others, (consent.state, begun)])
    context = {"mailbox": found, "target": consent.url, "provider": words.provider(grant_of(mailbox=found).provider)}
    page = render_settings(request, "mailbox_consent.html", "mailboxes", context)
    page.headers["Refresh"] = f"0; url={consent.url}"
    return page


@require_safe
@manage
def consented(request: HttpRequest) -> HttpResponseBase:
    """Where the provider sends the browser back to. What it says counts only for a try that began in this session."""
    begun = _taken(request)
    if begun is None:
        flash(request, explain(ConsentRefusedError(reason="unknown_state")), kind="error")
        return redirect("mailboxes")
    back = redirect("mailbox", mailbox_id=begun["mailbox"])
    if problem := _refused(request, begun):
        said = _("The provider said: %(words)s") % {"words": problem.values["said"]} if problem.values["said"] else ""
        flash(request, f"{explain(problem)} {said}".strip(), kind="error")
        return back
    flash(request, _("Connected. Try both servers before you rely on it."))
    return back


@require_POST
@manage
def end(request: HttpRequest, mailbox_id: int) -> HttpResponseBase:
    disconnect(actor=actor_of(request), mailbox_id=MailboxId(mailbox_id), now=clock.now())
    flash(request, _("Disconnected: nothing is fetched or sent until somebody connects it again."))
    return redirect("mailbox", mailbox_id=mailbox_id)


def _taken(request: HttpRequest) -> dict[str, Any] | None:
    """The try with this state, which is good for one answer."""
    tries = dict(request.session.get(_BEGUN, {}))
    begun: dict[str, Any] | None = tries.pop(request.GET.get("state", ""), None)
    if begun is None:
        return None
    request.session[_BEGUN] = tries
    return begun if clock.now().timestamp() - begun["at"] < _GOOD_FOR else None


def _refused(request: HttpRequest, begun: dict[str, Any]) -> ConsentRefusedError | None:
    if code := request.GET.get("error", ""):
        said = f"{code} {request.GET.get('error_description', '')}".strip()[:500]
        return ConsentRefusedError(reason="denied" if code == "access_denied" else "refused", said=said)
    try:
        take_consent(
            actor=actor_of(request),
            mailbox_id=MailboxId(begun["mailbox"]),
            code=request.GET.get("code", ""),
            verifier=begun["verifier"],
            redirect_url=consent_address(),
            now=clock.now(),
        )
    except ConsentRefusedError as refused:
        return refused
    return None
