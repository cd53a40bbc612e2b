"""Programs: those that are registered, and the tokens of everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tridesk.identity.actions.add_application import add_application
from tridesk.identity.actions.change_application import change_application
from tridesk.identity.actions.issue_token import issue_application_token
from tridesk.identity.actions.remove_application import remove_application
from tridesk.identity.actions.revoke_token import restore_token, revoke_token
from tridesk.identity.actions.rotate_application_secret import rotate_application_secret
from tridesk.identity.actions.switch_off_application import switch_off_application, switch_on_application
from tridesk.identity.queries import names
from tridesk.identity.queries.applications import ApplicationRow, application_detail, applications
from tridesk.identity.queries.tokens import all_tokens
from tridesk.identity.types import Permission
from tridesk.kernel import clock
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import PersonId
from tridesk.web.addresses import with_query
from tridesk.web.auth import actor_of, permission_required, proven_again
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.forms.programs import ApplicationForm, NewApplicationForm, TokenForm
from tridesk.web.forms.refusals import told
from tridesk.web.settings_index import render_settings
from tridesk.wording.scopes import SCOPE_GROUPS, SCOPES, in_words

manage = permission_required(Permission.ROLES_MANAGE)


@require_safe
@manage
def index(request: HttpRequest) -> HttpResponseBase:
    actor, now = actor_of(request), clock.now()
    page = all_tokens(actor=actor, now=now, cursor=request.GET.get("cursor"))
    here = reverse("programs")
    context = {
        "applications": applications(actor=actor),
        "tokens": page.rows,
        "newer": with_query(here, cursor=page.newer) if page.newer else "",
        "older": with_query(here, cursor=page.older) if page.older else "",
        "in_words": in_words,
    }
    return render_settings(request, "programs.html", "programs", context)


@never_cache
@manage
@proven_again
def new(request: HttpRequest) -> HttpResponseBase:
    """The secret is shown in the answer, once."""
    form, made = NewApplicationForm(request.POST or None, person=_chosen(request)), None
    if form.is_valid():
        with told(form):
            made = add_application(actor=actor_of(request), now=clock.now(), **form.cleaned_data)
    if made is not None:
        found = application_detail(actor=actor_of(request), application_id=made.id)
        return _made(request, found, secret=made.secret, token="")
    return render_settings(request, "program.html", "programs", _of_form(form))


@manage
def program(request: HttpRequest, application_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = application_detail(actor=actor, application_id=application_id)
    first = {
        "name": found.name,
        "redirect_uris": "\n".join(found.redirect_uris),
        "scopes": found.scopes,
        "acts_as": found.acts_as,
    }
    whom = (found.acts_as, found.acts_as_name or "") if found.acts_as else None
    form = ApplicationForm(request.POST or None, initial=first, person=_chosen(request) if request.POST else whom)
    if form.is_valid():
        with told(form):
            change_application(actor=actor, application_id=application_id, now=clock.now(), **form.cleaned_data)
        if form.is_valid():
            flash(request, _("Saved. Tokens that might do more than that have ended."))
            return redirect("program", application_id=application_id)
    page = all_tokens(actor=actor, now=clock.now(), application_id=application_id, cursor=request.GET.get("cursor"))
    here = reverse("program", kwargs={"application_id": application_id})
    context = {
        **_of_form(form),
        "program": found,
        "tokens": page.rows,
        "newer": with_query(here, cursor=page.newer) if page.newer else "",
        "older": with_query(here, cursor=page.older) if page.older else "",
    }
    return render_settings(request, "program.html", "programs", context)


@never_cache
@manage
@proven_again
def token_new(request: HttpRequest, application_id: int) -> HttpResponseBase:
    """A token that the program carries; shown in the answer, once."""
    found, made = application_detail(actor=actor_of(request), application_id=application_id), None
    form = TokenForm(request.POST or None)
    if form.is_valid():
        given, now = form.cleaned_data, clock.now()
        with told(form, {"expires_at": "days"}):
            made = issue_application_token(
                actor=actor_of(request),
                application_id=application_id,
                name=given["name"],
                scopes=given["scopes"],
                expires_at=form.expires_at(now),
                now=now,
            )
    if made is not None:
        return _made(request, found, secret="", token=made.token)
    context = {**_of_form(form), "program": found, "may_have": found.scopes}
    return render_settings(request, "program_token.html", "programs", context)


@never_cache
@require_POST
@manage
@proven_again
def secret(request: HttpRequest, application_id: int) -> HttpResponseBase:
    """A new secret in the place of the one before; shown in the answer, once."""
    actor = actor_of(request)
    found = application_detail(actor=actor, application_id=application_id)
    try:
        made = rotate_application_secret(actor=actor, application_id=application_id, now=clock.now())
    except InvalidError as error:
        flash(request, explain(error), kind="error")
        return redirect("program", application_id=application_id)
    return _made(request, found, secret=made, token="")


@require_POST
@manage
def off(request: HttpRequest, application_id: int) -> HttpResponseBase:
    switch_off_application(actor=actor_of(request), application_id=application_id, now=clock.now())
    flash(request, _("The program is switched off; all its tokens have ended."))
    return redirect("program", application_id=application_id)


@require_POST
@manage
def on(request: HttpRequest, application_id: int) -> HttpResponseBase:
    switch_on_application(actor=actor_of(request), application_id=application_id, now=clock.now())
    flash(request, _("The program may ask for tokens again."))
    return redirect("program", application_id=application_id)


@require_POST
@manage
def remove(request: HttpRequest, application_id: int) -> HttpResponseBase:
    remove_application(actor=actor_of(request), application_id=application_id, now=clock.now())
    flash(request, _("The program is removed."))
    return redirect("programs")


@require_POST
@manage
def token_revoke(request: HttpRequest, token_id: int) -> HttpResponseBase:
    revoke_token(actor=actor_of(request), token_id=token_id, now=clock.now())
    undo = reverse("any_token_restore", kwargs={"token_id": token_id})
    flash(request, _("The token is revoked: the program is let in no more."), undo=undo)
    return redirect("programs")


@require_POST
@manage
def token_restore(request: HttpRequest, token_id: int) -> HttpResponseBase:
    try:
        restore_token(actor=actor_of(request), token_id=token_id, now=clock.now())
    except InvalidError as error:
        flash(request, explain(error), kind="error")
    else:
        flash(request, _("The token counts again."))
    return redirect("programs")


def _made(request: HttpRequest, found: ApplicationRow, *, secret: str, token: str) -> HttpResponseBase:
    context = {"program": found, "secret": secret, "token": token}
    return render_settings(request, "program_made.html", "programs", context)


def _of_form(form: Any) -> dict[str, Any]:
    chosen = form["scopes"].value() or []
    return {"form": form, "groups": SCOPE_GROUPS, "sentences": SCOPES, "chosen": chosen, "in_words": in_words}


def _chosen(request: HttpRequest) -> tuple[int, str] | None:
    """The person that was chosen, so that the picker shows them again."""
    number = request.POST.get("acts_as", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    return int(number), names(person_ids={PersonId(int(number))}).get(PersonId(int(number)), number)
