"""What is done to one person: addresses, organisations, switching off and on, the second step, merging."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tridesk.identity.actions.add_address import add_address
from tridesk.identity.actions.change_person import change_person
from tridesk.identity.actions.merge_people import merge_people
from tridesk.identity.actions.remove_address import remove_address
from tridesk.identity.actions.revive_address import revive_address
from tridesk.identity.actions.switch_off import switch_off as switch_person_off
from tridesk.identity.actions.switch_off_second_factor import switch_off_second_factor
from tridesk.identity.actions.switch_on import switch_on as switch_person_on
from tridesk.identity.queries.people import person_detail
from tridesk.identity.queries.second_factors import second_factors_of
from tridesk.identity.types import Permission
from tridesk.kernel import clock
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import OrganisationId, PersonId
from tridesk.orgs.actions.affiliate import affiliate
from tridesk.orgs.actions.leave import leave
from tridesk.orgs.queries import affiliations_of
from tridesk.web.addresses import with_query
from tridesk.web.auth import actor_of, next_or, permission_required
from tridesk.web.flash import flash
from tridesk.web.forms.people import AffiliationForm, MergeForm
from tridesk.web.forms.refusals import told
from tridesk.web.settings_index import render_settings
from tridesk.web.views.verbs import act, one_button

see = permission_required(Permission.PEOPLE_SEE)
manage = permission_required(Permission.PEOPLE_MANAGE)
manage_organisations = permission_required(Permission.ORGS_MANAGE)


@require_POST
@manage
def address_add(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """The address comes by the form, or by the Undo of its removal."""
    actor, pk = actor_of(request), PersonId(person_id)
    address = request.POST.get("address") or request.GET.get("address", "")
    return act(
        request,
        lambda: add_address(actor=actor, person_id=pk, address=address, now=clock.now()),
        said=_("The address is added."),
        back="person",
        person_id=person_id,
    )


@require_POST
@manage
def address_remove(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor, pk, address = actor_of(request), PersonId(person_id), request.POST.get("address", "")
    return act(
        request,
        lambda: remove_address(actor=actor, person_id=pk, address=address, now=clock.now()),
        said=_("%(address)s is removed.") % {"address": address},
        back="person",
        undo=with_query(reverse("person_address_add", kwargs={"person_id": person_id}), address=address),
        person_id=person_id,
    )


@require_POST
@see
def address_alive(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Somebody of the team knows that the address works, though a mail to it came back."""
    actor, address = actor_of(request), request.POST.get("address", "")
    if address not in {row.address for row in person_detail(actor=actor, person_id=PersonId(person_id)).addresses}:
        raise NotFoundError(address=address)
    return act(
        request,
        lambda: revive_address(actor=actor, address=address, now=clock.now()),
        said=_("%(address)s counts as working again.") % {"address": address},
        back="person",
        person_id=person_id,
    )


@require_POST
@manage
def address_primary(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor, pk, address = actor_of(request), PersonId(person_id), request.POST.get("address", "")
    return act(
        request,
        lambda: change_person(actor=actor, person_id=pk, email=address, now=clock.now()),
        said=_("Mails go to %(address)s from now on.") % {"address": address},
        back="person",
        person_id=person_id,
    )


switch_off = one_button(
    switch_person_off,
    guard=manage,
    said=gettext_lazy("Switched off: they can no longer sign in. Nothing of theirs is lost."),
    back="person",
    undo="person_on",
)
switch_on = one_button(
    switch_person_on, guard=manage, said=gettext_lazy("Switched on: they can sign in again."), back="person"
)


@manage
def second_factor(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """First what will happen, then the button: this cannot be taken back."""
    actor, pk = actor_of(request), PersonId(person_id)
    detail = person_detail(actor=actor, person_id=pk)
    if request.method == "POST":
        return act(
            request,
            lambda: switch_off_second_factor(actor=actor, person_id=pk, now=clock.now()),
            said=_("The second step is off. We told them by mail."),
            back="person",
            person_id=person_id,
        )
    context = {"person": detail, "factors": second_factors_of(actor=actor, person_id=pk)}
    return render_settings(request, "person_second_factor.html", "people", context)


@require_POST
@manage_organisations
def join(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """The organisation comes by the form, or by the Undo of leaving it."""
    actor, form = actor_of(request), AffiliationForm(request.GET or request.POST)
    if not form.is_valid():
        flash(request, _("Choose an organisation from the list."), kind="error")
        return redirect("person", person_id=person_id)
    pk, chosen = PersonId(person_id), OrganisationId(form.cleaned_data["organisation"])
    place = {"site_id": form.cleaned_data["site"], "primary": form.cleaned_data["primary"]}
    person_detail(actor=actor, person_id=pk)  # nobody belongs anywhere
    return act(
        request,
        lambda: affiliate(actor=actor, person_id=pk, organisation_id=chosen, now=clock.now(), **place),
        said=_("Saved."),
        back="person",
        person_id=person_id,
    )


@require_POST
@manage_organisations
def part(request: HttpRequest, person_id: int, organisation_id: int) -> HttpResponseBase:
    actor, pk, left = actor_of(request), PersonId(person_id), OrganisationId(organisation_id)
    before = next((row for row in affiliations_of(actor=actor, person_id=pk) if row.organisation == left), None)
    place = {"primary": "on" if before and before.is_primary else "", "site": before.site if before else None}
    return act(
        request,
        lambda: leave(actor=actor, person_id=pk, organisation_id=left, now=clock.now()),
        said=_("They belong there no more."),
        back="person",
        undo=with_query(reverse("person_join", kwargs={"person_id": person_id}), organisation=organisation_id, **place),
        person_id=person_id,
    )


@manage
def merge(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """First the two beside each other, then the button: this cannot be taken back."""
    actor, pk = actor_of(request), PersonId(person_id)
    detail, other = person_detail(actor=actor, person_id=pk), None
    form = MergeForm(request.POST or request.GET or None)
    if form.is_valid():
        other_id = PersonId(form.cleaned_data["other"])
        other = person_detail(actor=actor, person_id=other_id)
        if request.method == "POST":
            with told(form, {"person": "other"}):
                merge_people(actor=actor, person_id=pk, other_id=other_id, now=clock.now())
            if form.is_valid():
                flash(request, _("The two records are one now."))
                return redirect(next_or(request, reverse("person", kwargs={"person_id": person_id})))
    pair = [detail] if other is None else [detail, other]
    belongs = {each.id: affiliations_of(actor=actor, person_id=each.id) for each in pair}
    context = {"person": detail, "other": other, "form": form, "pair": pair, "belongs": belongs}
    return render_settings(request, "person_merge.html", "people", context)
