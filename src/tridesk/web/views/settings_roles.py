"""Roles: what each allows, beside each other, and one by one."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tridesk.identity.actions.add_role import add_role
from tridesk.identity.actions.change_role import change_role
from tridesk.identity.actions.remove_role import remove_role
from tridesk.identity.queries.roles import role_detail, roles
from tridesk.identity.types import Permission
from tridesk.kernel import clock
from tridesk.kernel.errors import ConflictError
from tridesk.kernel.ids import RoleId
from tridesk.web import words
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.forms.desk import NewRoleForm, RoleForm
from tridesk.web.forms.refusals import told
from tridesk.web.settings_index import render_settings

manage = permission_required(Permission.ROLES_MANAGE)


@require_safe
@manage
def index(request: HttpRequest) -> HttpResponseBase:
    """The whole matrix."""
    context = {"roles": roles(actor=actor_of(request)), "groups": words.PERMISSIONS}
    return render_settings(request, "roles.html", "roles", context)


@manage
def new(request: HttpRequest) -> HttpResponseBase:
    form = NewRoleForm(request.POST or None)
    if form.is_valid():
        with told(form):
            made = add_role(actor=actor_of(request), now=clock.now(), **form.cleaned_data)
        if form.is_valid():
            flash(request, _("The role is added. Give it to people on their own pages."))
            return redirect("role", role_id=made)
    chosen = form["permissions"].value() or []
    context = {"form": form, "role": None, "groups": words.PERMISSIONS, "chosen": chosen}
    return render_settings(request, "role.html", "roles", context)


@manage
def role(request: HttpRequest, role_id: int) -> HttpResponseBase:
    actor, pk = actor_of(request), RoleId(role_id)
    detail = role_detail(actor=actor, role_id=pk)
    first = {"name": detail.name, "permissions": list(detail.permissions)}
    form = RoleForm(request.POST or None, initial=first)
    form.fields["name"].required = detail.key is None
    if form.is_valid():
        given = form.cleaned_data if detail.key is None else {"permissions": form.cleaned_data["permissions"]}
        with told(form):
            change_role(actor=actor, role_id=pk, now=clock.now(), **given)
        if form.is_valid():
            flash(request, _("Saved. It holds from each person's next click on."))
            return redirect("role", role_id=role_id)
    chosen = form["permissions"].value() or []
    context = {"form": form, "role": detail, "groups": words.PERMISSIONS, "chosen": chosen}
    return render_settings(request, "role.html", "roles", context)


@require_POST
@manage
def remove(request: HttpRequest, role_id: int) -> HttpResponseBase:
    try:
        remove_role(actor=actor_of(request), role_id=RoleId(role_id), now=clock.now())
    except ConflictError as error:
        flash(request, explain(error), kind="error")
        return redirect("role", role_id=role_id)
    flash(request, _("The role is removed."))
    return redirect("roles")
