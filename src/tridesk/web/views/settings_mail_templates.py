"""The words of outgoing mails: which are changed, one with its preview, a test mail, the way back."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from tridesk.channels.actions.mail_templates import (
    change_mail_template,
    restore_mail_template,
    take_up_mail_template,
    try_mail_template,
)
from tridesk.channels.queries import in_the_dark, mail_template, mail_templates, placeholders
from tridesk.channels.queries import preview as shown
from tridesk.identity.types import Permission
from tridesk.kernel import clock
from tridesk.kernel.errors import InvalidError
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.forms.mail import MailTemplateForm
from tridesk.web.forms.refusals import told
from tridesk.web.settings_index import render_settings
from tridesk.web.views.verbs import act

manage = permission_required(Permission.MAILBOXES_MANAGE)
# The mail is shown as a mail program would: its inline styles, and nothing that acts, asks a server or leads away.
_PREVIEW: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": [""],  # the word alone: nothing is allowed
}
_LOOK = {"part": "mail", "colours": "light", "width": "computer", "filled": "full"}


@require_safe
@manage
def index(request: HttpRequest) -> HttpResponseBase:
    groups = [
        (kind, list(rows)) for kind, rows in groupby(mail_templates(actor=actor_of(request)), lambda row: row.kind)
    ]
    context = {"groups": groups, "languages": dict(settings.LANGUAGES)}
    return render_settings(request, "mail_templates.html", "mail_templates", context)


@manage
def edit(request: HttpRequest, kind: str, language: str) -> HttpResponseBase:
    """Saved by POST, with news of what was taken out of the HTML."""
    actor = actor_of(request)
    detail = mail_template(actor=actor, kind=kind, language=language)
    form = _form(request, detail)
    if form.is_valid():
        with told(form):
            taken = change_mail_template(
                actor=actor, kind=kind, language=language, words=form.words(), seen=_seen(request), now=clock.now()
            )
        if form.is_valid():
            flash(request, _("Saved. Mails go out with these words from now on."))
            if taken:
                flash(request, _taken(taken), kind="warning")
            return redirect("mail_template", kind=kind, language=language)
    return _page(request, form, detail)


@require_POST
@manage
def attempt(request: HttpRequest, kind: str, language: str) -> HttpResponseBase:
    """Mails the words to the one who asks, saved or not; what was typed stays on the page."""
    actor = actor_of(request)
    detail, tried = mail_template(actor=actor, kind=kind, language=language), False
    form = _form(request, detail)
    if form.is_valid():
        with told(form):
            words = form.words()
            tried = try_mail_template(actor=actor, kind=kind, language=language, words=words, now=clock.now())
    return _page(request, form, detail, tried=tried)


@csp_override(_PREVIEW)
@xframe_options_sameorigin
@manage
def preview(request: HttpRequest, kind: str, language: str) -> HttpResponseBase:
    """The mail in the example's story: what is in use, or by POST what is typed."""
    actor = actor_of(request)
    detail = mail_template(actor=actor, kind=kind, language=language)
    form = MailTemplateForm(request.POST if request.method == "POST" else {**_LOOK, **_initial(detail)})
    look = {**_LOOK, **({key: each for key, each in form.cleaned_data.items() if each} if form.is_valid() else {})}
    context: dict[str, Any] = {"look": look, "refusal": "", "mail": None, "html": ""}
    try:
        words = form.words() if form.is_valid() else detail.words
        full = look["filled"] == "full"
        mail = shown(actor=actor, kind=kind, language=language, words=words, full=full)
        html = in_the_dark(html=mail.html) if look["colours"] == "dark" else mail.html
        context |= {"mail": mail, "html": html}
    except InvalidError as error:
        context["refusal"] = explain(error)
    return render(request, "settings/mail_template_preview.html", context)


@require_POST
@manage
def restore(request: HttpRequest, kind: str, language: str) -> HttpResponseBase:
    actor, where = actor_of(request), {"kind": kind, "language": language}
    return act(
        request,
        lambda: restore_mail_template(actor=actor, kind=kind, language=language, now=clock.now()),
        said=_("The shipped words are sent again."),
        back="mail_template",
        undo=reverse("mail_template_take_up", kwargs=where),
        **where,
    )


@require_POST
@manage
def take_up(request: HttpRequest, kind: str, language: str) -> HttpResponseBase:
    actor, where = actor_of(request), {"kind": kind, "language": language}
    return act(
        request,
        lambda: take_up_mail_template(actor=actor, kind=kind, language=language, now=clock.now()),
        said=_("Your own words are sent again."),
        back="mail_template",
        undo=reverse("mail_template_restore", kwargs=where),
        **where,
    )


def _form(request: HttpRequest, detail: Any) -> MailTemplateForm:
    return MailTemplateForm(request.POST or None, initial={**_LOOK, **_initial(detail)})


def _initial(detail: Any) -> dict[str, str]:
    return {"subject": detail.words.subject, "text": detail.words.text, "html": detail.words.html}


def _page(request: HttpRequest, form: MailTemplateForm, detail: Any, *, tried: bool = False) -> HttpResponseBase:
    context = {
        "form": form,
        "detail": detail,
        "row": detail.row,
        "placeholders": placeholders(kind=detail.row.kind),
        "tried": tried,
        "seen": clock.now().isoformat(),
    }
    return render_settings(request, "mail_template.html", "mail_templates", context)


def _seen(request: HttpRequest) -> datetime | None:
    """When the page was made on which these words were typed."""
    try:
        moment = datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _taken(taken: tuple[str, ...]) -> str:
    return _("Left out of the HTML, because mail programs do not show it: %(names)s") % {"names": ", ".join(taken[:12])}
