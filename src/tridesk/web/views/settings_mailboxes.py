"""Mailboxes: the list with how each fares, one with its servers, a try before one relies on it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tridesk.channels.actions.mail_hooks import make_hook, revoke_hook
from tridesk.channels.actions.mailboxes import add_mailbox, change_mailbox, remove_mailbox
from tridesk.channels.actions.try_mailbox import try_mailbox
from tridesk.channels.queries import grant_of, mailboxes, signing_trouble_of
from tridesk.channels.queries import mailbox as mailbox_query
from tridesk.identity.queries.teams import team_names
from tridesk.identity.types import Permission
from tridesk.kernel import clock
from tridesk.kernel.ids import MailboxId
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.flash import flash
from tridesk.web.forms.grants import GrantForm
from tridesk.web.forms.mail import MailboxForm
from tridesk.web.forms.refusals import told
from tridesk.web.settings_index import render_settings

manage = permission_required(Permission.MAILBOXES_MANAGE)
_FIRST = {
    "fetch_by": "imap",
    "sign_in": "password",
    "fetch_port": 993,
    "fetch_security": "tls",
    "folder": "INBOX",
    "after_reading": "keep",
    "smtp_port": 465,
    "smtp_security": "tls",
    "largest_mb": 20,
    "per_minute": 0,
    "acknowledge": True,
    "is_active": True,
}


@require_safe
@manage
def index(request: HttpRequest) -> HttpResponseBase:
    context = {"mailboxes": mailboxes(actor=actor_of(request))}
    return render_settings(request, "mailboxes.html", "mailboxes", context)


@manage
def new(request: HttpRequest) -> HttpResponseBase:
    form = MailboxForm(request.POST or None, initial=_FIRST, teams=team_names(archived=False))
    if form.is_valid():
        with told(form):
            made = add_mailbox(actor=actor_of(request), values=form.cleaned_data, now=clock.now())
        if form.is_valid():
            flash(request, _("The mailbox is added. Try it before you rely on it."))
            return redirect("mailbox", mailbox_id=made)
    return render_settings(request, "mailbox.html", "mailboxes", {"form": form, "mailbox": None, "trial": None})


@manage
def mailbox(request: HttpRequest, mailbox_id: int) -> HttpResponseBase:
    actor, pk = actor_of(request), MailboxId(mailbox_id)
    found = mailbox_query(actor=actor, mailbox_id=pk)
    form = MailboxForm(request.POST or None, initial=_values(found), teams=team_names(archived=False))
    if form.is_valid():
        with told(form):
            change_mailbox(actor=actor, mailbox_id=pk, values=form.cleaned_data, now=clock.now())
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect("mailbox", mailbox_id=mailbox_id)
    return mailbox_page(request, found, form=form)


def consent_address() -> str:
    """Where providers send people back to; it must be registered there letter by letter."""
    return f"{settings.CONFIG.public_url.rstrip('/')}{reverse('mailbox_consented')}"


def mailbox_page(
    request: HttpRequest,
    found: Any,
    *,
    form: MailboxForm | None = None,
    grant_form: GrantForm | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of a mailbox, whatever was just done on it."""
    grant = grant_of(mailbox=found)
    context = {
        "form": form or MailboxForm(initial=_values(found), teams=team_names(archived=False)),
        "mailbox": found,
        "trial": None,
        "grant": grant,
        "grant_form": grant_form or GrantForm(grant=grant),
        "redirect_url": consent_address(),
        "signing_trouble": signing_trouble_of(found),
    }
    return render_settings(request, "mailbox.html", "mailboxes", {**context, **more})


@require_POST
@manage
def attempt(request: HttpRequest, mailbox_id: int) -> HttpResponseBase:
    """Connects to both servers and shows what they said beside the settings."""
    actor, pk = actor_of(request), MailboxId(mailbox_id)
    trial = try_mailbox(actor=actor, mailbox_id=pk, clock=clock.now)
    return mailbox_page(request, mailbox_query(actor=actor, mailbox_id=pk), trial=trial)


@require_POST
@manage
def hook(request: HttpRequest, mailbox_id: int) -> HttpResponseBase:
    """A new address to post mail to, shown this once."""
    actor, pk = actor_of(request), MailboxId(mailbox_id)
    token = make_hook(actor=actor, mailbox_id=pk, now=clock.now())
    address = f"{settings.CONFIG.public_url.rstrip('/')}{reverse('mail_hook', kwargs={'token': token})}"
    return mailbox_page(request, mailbox_query(actor=actor, mailbox_id=pk), hook=address)


@require_POST
@manage
def end_hook(request: HttpRequest, mailbox_id: int) -> HttpResponseBase:
    revoke_hook(actor=actor_of(request), mailbox_id=MailboxId(mailbox_id), now=clock.now())
    flash(request, _("The address is ended: nobody can post mail to it any more."))
    return redirect("mailbox", mailbox_id=mailbox_id)


@require_POST
@manage
def remove(request: HttpRequest, mailbox_id: int) -> HttpResponseBase:
    remove_mailbox(actor=actor_of(request), mailbox_id=MailboxId(mailbox_id), now=clock.now())
    flash(request, _("The mailbox is removed; its mails and tickets stay."))
    return redirect("mailboxes")


def _values(mailbox: Any) -> dict[str, Any]:
    secret = {"fetch_password", "smtp_password"}
    fields = [name for name in MailboxForm.base_fields if name not in secret]
    return {name: mailbox.team_id if name == "team" else getattr(mailbox, name) for name in fields}
