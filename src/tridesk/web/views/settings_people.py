"""People: found, looked at, added, changed."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tridesk.identity.actions.add_person import add_person
from tridesk.identity.actions.change_person import change_person
from tridesk.identity.queries.people import PersonDetail, people, person_choices, person_detail
from tridesk.identity.queries.roles import roles
from tridesk.identity.queries.second_factors import second_factors_of
from tridesk.identity.types import Permission, Side
from tridesk.kernel import clock
from tridesk.kernel.ids import PersonId, RoleId
from tridesk.orgs.queries import affiliations_of
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.flash import flash
from tridesk.web.forms.people import AddressForm, NewPersonForm, PersonForm
from tridesk.web.forms.refusals import told
from tridesk.web.settings_index import render_settings

see = permission_required(Permission.PEOPLE_SEE)
manage = permission_required(Permission.PEOPLE_MANAGE)


@require_safe
@see
def index(request: HttpRequest) -> HttpResponseBase:
    actor, asked = actor_of(request), request.GET
    side = asked.get("side", "")
    filters = {
        "search": asked.get("q", "")[:200],
        "side": Side(side) if side in {Side.REQUESTER, Side.ANALYST, Side.VENDOR} else None,
        "active": not asked.get("off"),
    }
    page = people(actor=actor, cursor=asked.get("cursor"), **filters)  # type: ignore[arg-type]
    context = {"page": page, **filters, "sides": (Side.REQUESTER, Side.ANALYST, Side.VENDOR)}
    return render_settings(request, "people.html", "people", context)


@require_safe
@see
def options(request: HttpRequest) -> JsonResponse:
    """For pickers: `q` begins a word of the name, or an address."""
    found = person_choices(actor=actor_of(request), search=request.GET.get("q", "")[:200])
    return JsonResponse([{"value": p.id, "label": p.name, "hint": p.email} for p in found], safe=False)


@manage
def new(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    first = {"language": actor.language, "time_zone": actor.zone}
    form = NewPersonForm(request.POST or None, initial=first, roles=roles(actor=actor))
    if form.is_valid():
        with told(form, {"address": "email", "role": "role_id"}):
            given = {**form.cleaned_data, "role_id": RoleId(form.cleaned_data["role_id"])}
            person = add_person(actor=actor, now=clock.now(), **given)
        if form.is_valid():
            flash(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
            return redirect("person", person_id=person)
    return render_settings(request, "person_new.html", "people", {"form": form})


@see
def person(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """One profile; its form is there for those who may change it."""
    actor, pk = actor_of(request), PersonId(person_id)
    detail = person_detail(actor=actor, person_id=pk)
    form = PersonForm(request.POST or None, initial=_values(detail), roles=roles(actor=actor))
    if form.is_valid():
        with told(form, {"role": "role_id"}):
            given = {**form.cleaned_data, "role_id": RoleId(form.cleaned_data["role_id"])}
            change_person(actor=actor, person_id=pk, now=clock.now(), **given)
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect("person", person_id=person_id)
    context = {
        "person": detail,
        "form": form,
        "address_form": AddressForm(),
        "affiliations": affiliations_of(actor=actor, person_id=pk),
        "factors": second_factors_of(actor=actor, person_id=pk) if actor.may(Permission.PEOPLE_MANAGE) else {},
        "may_manage": actor.may(Permission.PEOPLE_MANAGE) and detail.merged_into is None,
        "may_orgs": actor.may(Permission.ORGS_MANAGE),
    }
    return render_settings(request, "person.html", "people", context)


def _values(detail: PersonDetail) -> dict[str, object]:
    fields = ("name", "role_id", "title", "phone", "language", "time_zone")
    return {field: getattr(detail, field) for field in fields}
