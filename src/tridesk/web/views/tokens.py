"""My programs: tokens of my own scripts, and what I let others' programs do."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tridesk.identity.actions.issue_token import issue_token
from tridesk.identity.actions.revoke_consent import revoke_consent
from tridesk.identity.actions.revoke_token import restore_token, revoke_token
from tridesk.identity.queries.applications import connected_programs
from tridesk.identity.queries.tokens import own_tokens
from tridesk.kernel import clock
from tridesk.kernel.errors import InvalidError
from tridesk.web.auth import actor_of, proven_again, signed_in
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.forms.programs import TokenForm
from tridesk.web.forms.refusals import told
from tridesk.wording.scopes import SCOPE_GROUPS, SCOPES, in_words


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    actor, now = actor_of(request), clock.now()
    context = {
        "tokens": own_tokens(actor=actor),
        "programs": connected_programs(actor=actor, now=now),
        "now": now,
        "in_words": in_words,
    }
    return render(request, "account/tokens.html", context)


@never_cache
@signed_in
@proven_again
def new(request: HttpRequest) -> HttpResponseBase:
    """What was made is shown in the answer, once: it is kept nowhere."""
    form, made = TokenForm(request.POST or None), None
    if form.is_valid():
        given, now = form.cleaned_data, clock.now()
        with told(form, {"expires_at": "days"}):
            made = issue_token(
                actor=actor_of(request),
                name=given["name"],
                scopes=given["scopes"],
                expires_at=form.expires_at(now),
                now=now,
            )
    if made is not None:
        return render(request, "account/token_made.html", {"made": made, "name": form.cleaned_data["name"]})
    context = {"form": form, "groups": SCOPE_GROUPS, "sentences": SCOPES, "chosen": form["scopes"].value() or []}
    return render(request, "account/token_new.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def revoke(request: HttpRequest, token_id: int) -> HttpResponseBase:
    revoke_token(actor=actor_of(request), token_id=token_id, now=clock.now())
    undo = reverse("token_restore", kwargs={"token_id": token_id})
    flash(request, _("The token is revoked: the program is let in no more."), undo=undo)
    return redirect("tokens")


@require_POST
@signed_in
def restore(request: HttpRequest, token_id: int) -> HttpResponseBase:
    try:
        restore_token(actor=actor_of(request), token_id=token_id, now=clock.now())
    except InvalidError as error:
        flash(request, explain(error), kind="error")
    else:
        flash(request, _("The token counts again."))
    return redirect("tokens")


@require_POST
@signed_in
def disconnect(request: HttpRequest, application_id: int) -> HttpResponseBase:
    revoke_consent(actor=actor_of(request), application_id=application_id, now=clock.now())
    flash(request, _("The program acts for you no more. It can ask you again."))
    return redirect("tokens")
