"""Pages for everybody: where to begin, the first administrator, the choice of a language, health."""

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tridesk.identity.actions.add_person import add_person
from tridesk.identity.actions.set_password import set_password
from tridesk.identity.actions.set_preferences import set_preferences
from tridesk.identity.queries.roles import role_with_key
from tridesk.identity.types import SYSTEM
from tridesk.infra.client_address import client_ip
from tridesk.kernel import clock
from tridesk.kernel.errors import NotFoundError
from tridesk.web.auth import home_of, next_or
from tridesk.web.flash import flash
from tridesk.web.forms.account import SetupForm
from tridesk.web.forms.refusals import told
from tridesk.web.middleware import LANGUAGE_COOKIE, chosen_language
from tridesk.web.setup import is_good

YEAR = 31_536_000  # seconds


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return redirect(home_of(request.actor))  # type: ignore[attr-defined]


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """For whoever signed in it is their own language from now on; for others this browser's."""
    code, actor = request.POST.get("language", ""), request.actor  # type: ignore[attr-defined]
    response = redirect(next_or(request, "/"))
    if code not in dict(settings.LANGUAGES):
        return response
    if actor is not None:
        set_preferences(actor=actor, language=code, now=clock.now())
    response.set_cookie(
        LANGUAGE_COOKIE, code, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )
    return response


def setup(request: HttpRequest, token: str) -> HttpResponseBase:
    """Makes the first administrator, once."""
    if not is_good(token):
        raise NotFoundError
    first = {"language": chosen_language(request), "time_zone": settings.TIME_ZONE}
    form = SetupForm(request.POST or None, initial=first)
    if form.is_valid():
        with told(form):
            _make_administrator(request, form.cleaned_data)
        if form.is_valid():
            flash(request, _("You are the administrator now. Sign in to begin."))
            return redirect("account_login")
    return render(request, "account/setup.html", {"form": form}, status=422 if form.errors else 200)


def _make_administrator(request: HttpRequest, given: dict[str, str]) -> None:
    now, actor, password = clock.now(), SYSTEM.coming_from(client_ip(request)), given.pop("password")
    role = role_with_key(key="administrator")
    with transaction.atomic():  # a person without the password they chose would lock everybody out
        person = add_person(actor=actor, role_id=role, verified=True, now=now, **given)
        set_password(actor=actor, person_id=person, password=password, now=now)


@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """For the balancer in front: whether this process answers and reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "ok"})
