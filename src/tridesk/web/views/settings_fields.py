"""Custom fields of tickets."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tridesk.identity.types import Permission
from tridesk.kernel import clock
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import FieldId
from tridesk.tickets.actions.define_field import add_field, change_field
from tridesk.tickets.queries import field_rows
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.flash import flash
from tridesk.web.forms.mail import FieldForm, NewFieldForm
from tridesk.web.forms.refusals import told
from tridesk.web.settings_index import render_settings

manage = permission_required(Permission.FIELDS_MANAGE)
_NAMES = {"names": "name_en"}


@require_safe
@manage
def index(request: HttpRequest) -> HttpResponseBase:
    return render_settings(request, "fields.html", "fields", {"fields": field_rows(actor=actor_of(request))})


@manage
def new(request: HttpRequest) -> HttpResponseBase:
    form = NewFieldForm(request.POST or None)
    if form.is_valid():
        key, kind = form.cleaned_data["key"], form.cleaned_data["kind"]
        with told(form, _NAMES):
            add_field(actor=actor_of(request), key=key, kind=kind, values=form.values(), now=clock.now())
        if form.is_valid():
            flash(request, _("The field is added; tickets have it from now on."))
            return redirect("fields")
    return render_settings(request, "field.html", "fields", {"form": form, "field": None})


@manage
def field(request: HttpRequest, field_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = next((row for row in field_rows(actor=actor) if row.pk == field_id), None)
    if found is None:
        raise NotFoundError(field=field_id)
    first = {
        **{
            name: getattr(found, name)
            for name in ("ticket_types", "position", "required", "for_requester", "is_active")
        },
        **{f"name_{language.replace('-', '_')}": text for language, text in found.names.items()},
        "options": "\n".join(found.options),
    }
    form = FieldForm(request.POST or None, initial=first)
    if form.is_valid():
        with told(form, _NAMES):
            change_field(actor=actor, field_id=FieldId(field_id), values=form.values(), now=clock.now())
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect("fields")
    return render_settings(request, "field.html", "fields", {"form": form, "field": found})
