"""What got stuck: background work that failed for good."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tridesk.identity.types import Permission
from tridesk.infra.outbox import parked
from tridesk.kernel import clock
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.flash import flash
from tridesk.web.settings_index import render_settings

jobs_manage = permission_required(Permission.JOBS_MANAGE)


@require_safe
@jobs_manage
def jobs(request: HttpRequest) -> HttpResponseBase:
    context = {"jobs": parked.parked(), "backlog": parked.backlog()}
    return render_settings(request, "parked_jobs.html", "parked_jobs", context)


@require_POST
@jobs_manage
def job_again(request: HttpRequest, job_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    done = parked.run_again(job_id=job_id, by=actor.person_id, ip=actor.ip, now=clock.now())
    return _told(request, done=done, said=_("It runs again. If it fails again, it comes back here."))


@require_POST
@jobs_manage
def job_let_go(request: HttpRequest, job_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    done = parked.let_go(job_id=job_id, by=actor.person_id, ip=actor.ip, now=clock.now())
    return _told(request, done=done, said=_("It is given up and will not run again."))


def _told(request: HttpRequest, *, done: bool, said: str) -> HttpResponseBase:
    if done:
        flash(request, said)
    else:
        flash(request, _("It is no longer parked: somebody dealt with it meanwhile."), kind="info")
    return redirect("parked_jobs")
