"""Inbound hooks: addresses that programs post to, how a ticket is made of it, and the last calls."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tridesk.identity.types import Permission
from tridesk.kernel import clock
from tridesk.kernel.ids import HookId
from tridesk.tickets.types import Priority
from tridesk.web.addresses import url
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.flash import flash
from tridesk.web.forms.hooks import HookForm, NewHookForm, initial_of
from tridesk.web.forms.refusals import told
from tridesk.web.settings_index import render_settings
from tridesk.webhooks.actions.hooks import add_hook, change_hook, remove_hook, renew_address
from tridesk.webhooks.queries.hooks import calls, hooks
from tridesk.webhooks.queries.hooks import hook as hook_row
from tridesk.webhooks.queries.trying import tried

manage = permission_required(Permission.WEBHOOKS_MANAGE)


@require_safe
@manage
def index(request: HttpRequest) -> HttpResponseBase:
    return render_settings(request, "hooks.html", "hooks", {"rows": hooks(actor=actor_of(request))})


@manage
def new(request: HttpRequest) -> HttpResponseBase:
    form = NewHookForm(request.POST or None)
    if form.is_valid():
        with told(form):
            made = add_hook(actor=actor_of(request), values=form.cleaned_data, now=clock.now())
        if form.is_valid():
            return _page(request, made.id, token=made.token)
    return render_settings(request, "hook_new.html", "hooks", {"form": form})


@manage
def hook(request: HttpRequest, hook_id: int) -> HttpResponseBase:
    """Saved, or with `do` "try" only shown what would happen to the sample."""
    number = HookId(hook_id)
    if request.method != "POST":
        return _page(request, number)
    form = HookForm(request.POST, initial=dict(initial_of(hook_row(actor=actor_of(request), hook_id=number))))
    if form.is_valid() and request.POST.get("do") == "try":
        return _page(request, number, form=form, trial=True)
    if form.is_valid():
        with told(form):
            change_hook(actor=actor_of(request), hook_id=number, values=form.values(), now=clock.now())
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect("hook", hook_id=hook_id)
    return _page(request, number, form=form)


@require_POST
@manage
def address(request: HttpRequest, hook_id: int) -> HttpResponseBase:
    token = renew_address(actor=actor_of(request), hook_id=HookId(hook_id), now=clock.now())
    return _page(request, HookId(hook_id), token=token)


@require_POST
@manage
def remove(request: HttpRequest, hook_id: int) -> HttpResponseBase:
    remove_hook(actor=actor_of(request), hook_id=HookId(hook_id), now=clock.now())
    flash(request, _("The hook is removed."))
    return redirect("hooks")


def _page(
    request: HttpRequest, number: HookId, *, form: HookForm | None = None, token: str = "", trial: bool = False
) -> HttpResponse:
    actor = actor_of(request)
    row = hook_row(actor=actor, hook_id=number)
    context: dict[str, Any] = {
        "form": form or HookForm(initial=dict(initial_of(row))),
        "hook": row,
        "address": f"{settings.CONFIG.public_url}{url('hook_in', token=token)}" if token else "",
        "calls": calls(actor=actor, hook_id=number),
        "prefix": settings.CONFIG.ticket_prefix,
        "tried": trial,
        "priorities": {priority.value: priority.name.lower() for priority in Priority},
        "trial": tried(mapping=form.mapping(), sample=form.cleaned_data["sample"]) if trial and form else None,
    }
    return render_settings(request, "hook.html", "hooks", context)
