"""Webhooks: where events are posted to, and what became of each."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tridesk.identity.types import Permission
from tridesk.kernel import clock
from tridesk.kernel.errors import ConflictError
from tridesk.kernel.ids import DeliveryId, WebhookId
from tridesk.web.addresses import url, with_query
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.forms.refusals import told
from tridesk.web.forms.webhooks import WebhookForm, initial_of
from tridesk.web.settings_index import render_settings
from tridesk.web.views.verbs import act, one_button
from tridesk.webhooks.actions.redeliver import redeliver, redeliver_dead, send_test
from tridesk.webhooks.actions.webhooks import add_webhook, change_webhook, remove_webhook, rotate_secret
from tridesk.webhooks.queries.deliveries import deliveries
from tridesk.webhooks.queries.event_names import event_names
from tridesk.webhooks.queries.webhooks import webhook as webhook_row
from tridesk.webhooks.queries.webhooks import webhooks
from tridesk.webhooks.types import DeliveryState

manage = permission_required(Permission.WEBHOOKS_MANAGE)
_STATES = {state.value: state for state in DeliveryState}


@require_safe
@manage
def index(request: HttpRequest) -> HttpResponseBase:
    return render_settings(request, "webhooks.html", "webhooks", {"rows": webhooks(actor=actor_of(request))})


@manage
def new(request: HttpRequest) -> HttpResponseBase:
    form = WebhookForm(request.POST or None, initial={"events": "ticket.*"})
    if form.is_valid():
        with told(form):
            made = add_webhook(actor=actor_of(request), values=form.cleaned_data, now=clock.now())
        if form.is_valid():
            return _page(request, made.id, secret=made.secret)
    return render_settings(request, "webhook.html", "webhooks", {"form": form, "webhook": None, "names": event_names()})


@manage
def webhook(request: HttpRequest, webhook_id: int) -> HttpResponseBase:
    number = WebhookId(webhook_id)
    if request.method != "POST":
        return _page(request, number)
    found = webhook_row(actor=actor_of(request), webhook_id=number)
    form = WebhookForm(request.POST, initial=dict(initial_of(found)))
    if form.is_valid():
        with told(form):
            change_webhook(actor=actor_of(request), webhook_id=number, values=form.cleaned_data, now=clock.now())
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect("webhook", webhook_id=webhook_id)
    return _page(request, number, form=form)


@require_POST
@manage
def secret(request: HttpRequest, webhook_id: int) -> HttpResponseBase:
    made = rotate_secret(actor=actor_of(request), webhook_id=WebhookId(webhook_id), now=clock.now())
    return _page(request, WebhookId(webhook_id), secret=made)


@require_POST
@manage
def again(request: HttpRequest, webhook_id: int) -> HttpResponseBase:
    """All that was given up goes out again."""
    try:
        count = redeliver_dead(actor=actor_of(request), webhook_id=WebhookId(webhook_id), now=clock.now())
    except ConflictError as error:
        flash(request, explain(error), kind="error")
    else:
        said = ngettext("%(count)s is sent again.", "%(count)s are sent again.", count)
        flash(request, said % {"count": count})
    return redirect("webhook", webhook_id=webhook_id)


@require_POST
@manage
def delivery_again(request: HttpRequest, webhook_id: int, delivery_id: int) -> HttpResponseBase:
    actor, number = actor_of(request), DeliveryId(delivery_id)
    return act(
        request,
        lambda: redeliver(actor=actor, delivery_id=number, now=clock.now()),
        said=_("It is sent again; reload in a moment to see what came of it."),
        back="webhook",
        webhook_id=webhook_id,
    )


@require_POST
@manage
def remove(request: HttpRequest, webhook_id: int) -> HttpResponseBase:
    remove_webhook(actor=actor_of(request), webhook_id=WebhookId(webhook_id), now=clock.now())
    flash(request, _("The webhook is removed."))
    return redirect("webhooks")


test = one_button(
    send_test,
    guard=manage,
    said=gettext_lazy("A test event is on its way; reload in a moment to see what came of it."),
    back="webhook",
)


def _page(
    request: HttpRequest, number: WebhookId, *, form: WebhookForm | None = None, secret: str = ""
) -> HttpResponse:
    actor = actor_of(request)
    row = webhook_row(actor=actor, webhook_id=number)
    state = _STATES.get(request.GET.get("state", ""))
    page = deliveries(actor=actor, webhook_id=number, state=state, cursor=request.GET.get("cursor") or None)
    here = url("webhook", webhook_id=number)
    context: dict[str, Any] = {
        "form": form or WebhookForm(initial=dict(initial_of(row))),
        "webhook": row,
        "secret": secret,
        "names": event_names(),
        "deliveries": page.rows,
        "state": state.value if state else "",
        "here": here,
        "newer": with_query(here, state=state, cursor=page.newer) if page.newer else "",
        "older": with_query(here, state=state, cursor=page.older) if page.older else "",
    }
    return render_settings(request, "webhook.html", "webhooks", context)
