"""My settings."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tridesk.identity.actions.set_preferences import set_preferences
from tridesk.identity.queries.people import person_detail
from tridesk.kernel import clock
from tridesk.kernel.ids import PersonId
from tridesk.notify.actions.choose import choose
from tridesk.notify.queries import choice_of
from tridesk.web.auth import actor_of, signed_in, staff_required
from tridesk.web.flash import flash
from tridesk.web.forms.account import NoticesForm, PreferencesForm
from tridesk.web.forms.refusals import told


@signed_in
def profile(request: HttpRequest) -> HttpResponseBase:
    """One's own language and zone, and the ways to sign in."""
    actor = actor_of(request)
    person = person_detail(actor=actor, person_id=PersonId(actor.person_id or 0))
    first = {"name": person.name, "language": person.language, "time_zone": person.time_zone}
    form = PreferencesForm(request.POST or None, initial=first)
    if form.is_valid():
        with told(form):
            set_preferences(actor=actor, now=clock.now(), **form.cleaned_data)
        if form.is_valid():
            flash(request, _("Your settings are saved."))
            return redirect("profile")
    hears = NoticesForm(initial=asdict(choice_of(actor=actor))) if actor.is_staff else None
    values = {"person": person, "form": form, "hears": hears}
    return render(request, "account/profile.html", values, status=422 if form.errors else 200)


@require_POST
@staff_required
def notices(request: HttpRequest) -> HttpResponseBase:
    """What one hears by mail."""
    form = NoticesForm(request.POST)
    if form.is_valid():
        choose(actor=actor_of(request), **form.cleaned_data)
        flash(request, _("Your settings are saved."))
    return redirect("profile")
