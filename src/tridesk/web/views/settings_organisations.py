"""Organisations: the list, one with its sites and people."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tridesk.identity.types import Actor, Permission
from tridesk.kernel import clock
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import OrganisationId, SiteId
from tridesk.orgs.actions.add_organisation import add_organisation
from tridesk.orgs.actions.add_site import add_site
from tridesk.orgs.actions.change_organisation import change_organisation
from tridesk.orgs.actions.change_site import change_site
from tridesk.orgs.actions.remove_site import remove_site
from tridesk.orgs.actions.set_domains import set_domains
from tridesk.orgs.queries import (
    OrganisationDetail,
    SiteRow,
    organisation_choices,
    organisation_detail,
    organisation_people,
    organisations,
)
from tridesk.orgs.types import OrganisationKind
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.flash import flash
from tridesk.web.forms.desk import OrganisationForm, SiteForm
from tridesk.web.forms.refusals import told
from tridesk.web.settings_index import render_settings
from tridesk.web.views.verbs import act

see = permission_required(Permission.PEOPLE_SEE, Permission.ORGS_MANAGE)
manage = permission_required(Permission.ORGS_MANAGE)


@require_safe
@see
def index(request: HttpRequest) -> HttpResponseBase:
    asked = request.GET
    kind = asked.get("kind", "")
    filters = {
        "search": asked.get("q", "")[:200],
        "kind": OrganisationKind(kind) if kind in set(OrganisationKind) else None,
        "active": not asked.get("off"),
    }
    page = organisations(actor=actor_of(request), cursor=asked.get("cursor"), **filters)  # type: ignore[arg-type]
    context = {"page": page, **filters, "kinds": list(OrganisationKind)}
    return render_settings(request, "organisations.html", "organisations", context)


@require_safe
@see
def options(request: HttpRequest) -> JsonResponse:
    """For pickers."""
    found = organisation_choices(actor=actor_of(request), search=request.GET.get("q", "")[:200])
    return JsonResponse([{"value": each.id, "label": each.name} for each in found], safe=False)


@manage
def new(request: HttpRequest) -> HttpResponseBase:
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("name", "kind", "domains", "notes")}
        with told(form):
            made = add_organisation(actor=actor_of(request), now=clock.now(), **given)
        if form.is_valid():
            flash(request, _("%(name)s is added.") % {"name": given["name"]})
            return redirect("organisation", organisation_id=made)
    return render_settings(request, "organisation_new.html", "organisations", {"form": form})


@see
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponseBase:
    actor, pk = actor_of(request), OrganisationId(organisation_id)
    detail = organisation_detail(actor=actor, organisation_id=pk)
    fields = {"name": detail.name, "kind": detail.kind, "notes": detail.notes, "active": detail.is_active}
    fields |= {"colleagues_join": detail.colleagues_join}
    form = OrganisationForm(request.POST or None, initial={**fields, "domains": "\n".join(detail.domains)})
    if form.is_valid():
        with told(form):
            _change(actor, pk, form.cleaned_data)
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect("organisation", organisation_id=organisation_id)
    context = {
        "organisation": detail,
        "form": form,
        "page": organisation_people(actor=actor, organisation_id=pk, cursor=request.GET.get("cursor")),
        "may_manage": actor.may(Permission.ORGS_MANAGE),
    }
    return render_settings(request, "organisation.html", "organisations", context)


def _change(actor: Actor, pk: OrganisationId, given: dict[str, Any]) -> None:
    domains, now = given.pop("domains"), clock.now()
    with transaction.atomic():  # a refused domain keeps the rest from being half saved
        change_organisation(actor=actor, organisation_id=pk, now=now, **given)
        set_domains(actor=actor, organisation_id=pk, domains=domains, now=now)


@manage
def site_new(request: HttpRequest, organisation_id: int) -> HttpResponseBase:
    actor, pk = actor_of(request), OrganisationId(organisation_id)
    detail = organisation_detail(actor=actor, organisation_id=pk)
    form = SiteForm(request.POST or None)
    if form.is_valid():
        with told(form):
            add_site(actor=actor, organisation_id=pk, now=clock.now(), **form.cleaned_data)
        if form.is_valid():
            flash(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
            return redirect("organisation", organisation_id=organisation_id)
    context = {"organisation": detail, "place": None, "form": form}
    return render_settings(request, "site.html", "organisations", context)


@manage
def site(request: HttpRequest, organisation_id: int, site_id: int) -> HttpResponseBase:
    actor, pk = actor_of(request), OrganisationId(organisation_id)
    detail = organisation_detail(actor=actor, organisation_id=pk)
    found = _site(detail, site_id)
    fields = {"name": found.name, "address": found.address, "time_zone": found.time_zone}
    form = SiteForm(request.POST or None, initial=fields)
    if form.is_valid():
        with told(form):
            change_site(actor=actor, site_id=SiteId(site_id), now=clock.now(), **form.cleaned_data)
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect("organisation", organisation_id=organisation_id)
    context = {"organisation": detail, "place": found, "form": form}
    return render_settings(request, "site.html", "organisations", context)


@require_POST
@manage
def site_remove(request: HttpRequest, organisation_id: int, site_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    _site(organisation_detail(actor=actor, organisation_id=OrganisationId(organisation_id)), site_id)
    return act(
        request,
        lambda: remove_site(actor=actor, site_id=SiteId(site_id), now=clock.now()),
        said=_("The site is removed; its people stay with the organisation."),
        back="organisation",
        organisation_id=organisation_id,
    )


def _site(organisation: OrganisationDetail, site_id: int) -> SiteRow:
    """The organisation's place of this number; NotFoundError for another one's."""
    found = next((each for each in organisation.sites if each.id == site_id), None)
    if found is None:
        raise NotFoundError(site=site_id)
    return found
