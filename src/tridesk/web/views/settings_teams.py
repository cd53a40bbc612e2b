"""Teams and who is in them with which right."""

from functools import partial

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tridesk.identity.actions.add_team import add_team
from tridesk.identity.actions.archive_team import archive_team
from tridesk.identity.actions.change_team import change_team
from tridesk.identity.actions.restore_team import restore_team
from tridesk.identity.actions.set_membership import set_membership
from tridesk.identity.queries.teams import team_detail, teams
from tridesk.identity.types import Actor, Permission, TeamRight
from tridesk.kernel import clock
from tridesk.kernel.ids import PersonId, TeamId
from tridesk.web.addresses import with_query
from tridesk.web.auth import actor_of, permission_required, staff_required
from tridesk.web.flash import flash
from tridesk.web.forms.desk import MemberForm, TeamForm
from tridesk.web.forms.refusals import told
from tridesk.web.settings_index import render_settings
from tridesk.web.views.verbs import act, one_button

manage = permission_required(Permission.TEAMS_MANAGE)


@require_safe
@staff_required
def index(request: HttpRequest) -> HttpResponseBase:
    actor, archived = actor_of(request), bool(request.GET.get("archived"))
    context = {"teams": teams(actor=actor, archived=archived), "archived": archived}
    return render_settings(request, "teams.html", "teams", context)


@manage
def new(request: HttpRequest) -> HttpResponseBase:
    form = TeamForm(request.POST or None)
    if form.is_valid():
        with told(form):
            made = add_team(actor=actor_of(request), name=form.cleaned_data["name"], now=clock.now())
        if form.is_valid():
            flash(request, _("The team is added. Now say who is in it."))
            return redirect("team", team_id=made)
    return render_settings(request, "team_new.html", "teams", {"form": form})


@staff_required
def team(request: HttpRequest, team_id: int) -> HttpResponseBase:
    actor, pk = actor_of(request), TeamId(team_id)
    detail = team_detail(actor=actor, team_id=pk)
    form = TeamForm(request.POST or None, initial={"name": detail.name})
    if form.is_valid():
        with told(form):
            change_team(actor=actor, team_id=pk, name=form.cleaned_data["name"], now=clock.now())
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect("team", team_id=team_id)
    context = {
        "team": detail,
        "form": form,
        "may_manage": actor.may(Permission.TEAMS_MANAGE),
        "may_members": _may_members(actor, pk),
        "rights": list(TeamRight),
    }
    return render_settings(request, "team.html", "teams", context)


def _may_members(actor: Actor, team: TeamId) -> bool:
    return actor.may(Permission.TEAMS_MANAGE) or actor.team_right(team) is TeamRight.MANAGE


@require_POST
@staff_required
def member(request: HttpRequest, team_id: int) -> HttpResponseBase:
    """Gives somebody a right in the team, changes it, or takes them out; Undo comes by the address."""
    actor, pk, form = actor_of(request), TeamId(team_id), MemberForm(request.GET or request.POST)
    if not form.is_valid():
        flash(request, _("Choose a person from the list, and a right."), kind="error")
        return redirect("team", team_id=team_id)
    person, right = PersonId(form.cleaned_data["person"]), form.cleaned_data["right"]
    before = next((each.right for each in team_detail(actor=actor, team_id=pk).members if each.person == person), None)
    return act(
        request,
        lambda: set_membership(actor=actor, team_id=pk, person_id=person, right=right, now=clock.now()),
        said=_("Saved.") if right else _("They are in the team no more."),
        back="team",
        undo=with_query(request.path, person=person, right=before.value if before else "") if before != right else "",
        team_id=team_id,
    )


default = one_button(
    partial(change_team, make_default=True),
    guard=manage,
    said=gettext_lazy("Tickets that nothing else claims wait here from now on."),
    back="team",
)
archive = one_button(
    archive_team,
    guard=manage,
    said=gettext_lazy("The team is archived: it gets no new tickets, those it has stay."),
    back="team",
    undo="team_restore",
)
restore = one_button(restore_team, guard=manage, said=gettext_lazy("The team works again."), back="team")
