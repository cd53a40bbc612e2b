"""What got stuck: mails that could not be understood, background work that failed for good."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tridesk.channels.actions.parked import discard, take_in_again
from tridesk.channels.queries import parked_mail, parked_mails, raw_mail
from tridesk.identity.types import Permission
from tridesk.infra.outbox import parked
from tridesk.kernel import clock
from tridesk.kernel.ids import InboundMailId
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.flash import flash
from tridesk.web.serving import answer
from tridesk.web.settings_index import render_settings
from tridesk.web.views.verbs import act

mail_manage = permission_required(Permission.MAIL_PARKED)
jobs_manage = permission_required(Permission.JOBS_MANAGE)


@require_safe
@mail_manage
def mails(request: HttpRequest) -> HttpResponseBase:
    return render_settings(
        request, "parked_mails.html", "parked_mails", {"mails": parked_mails(actor=actor_of(request))}
    )


@require_safe
@mail_manage
def mail(request: HttpRequest, mail_id: int) -> HttpResponseBase:
    context = {"mail": parked_mail(actor=actor_of(request), mail_id=InboundMailId(mail_id))}
    return render_settings(request, "parked_mail.html", "parked_mails", context)


@require_safe
@mail_manage
def mail_raw(request: HttpRequest, mail_id: int) -> HttpResponseBase:
    """The mail as it came, byte for byte, to be saved."""
    file = raw_mail(actor=actor_of(request), mail_id=InboundMailId(mail_id))
    return answer(request, file, name=f"mail-{mail_id}.eml", content_type="message/rfc822")


@require_POST
@mail_manage
def mail_again(request: HttpRequest, mail_id: int) -> HttpResponseBase:
    actor, pk = actor_of(request), InboundMailId(mail_id)
    return act(
        request,
        lambda: take_in_again(actor=actor, mail_id=pk, now=clock.now()),
        said=_("The mail is tried again. If it cannot be understood this time either, it comes back here."),
        back="parked_mails",
    )


@require_POST
@mail_manage
def mail_discard(request: HttpRequest, mail_id: int) -> HttpResponseBase:
    actor, pk = actor_of(request), InboundMailId(mail_id)
    return act(
        request,
        lambda: discard(actor=actor, mail_id=pk, now=clock.now()),
        said=_("The mail is off the list; it stays in the store."),
        back="parked_mails",
    )


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
