"""Who may see a page. A view asks once, by a decorator; what may be done there the actions ask themselves."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tridesk.identity.types import Actor, Permission
from tridesk.kernel.errors import NotAllowedError

type View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in. Only behind one of the decorators below: elsewhere it may be nobody."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def signed_in(view: View) -> View:
    """Anybody who signed in; others are led to sign in and back."""
    return _guarded(view, lambda actor: None)  # noqa: ARG005


def staff_required(view: View) -> View:
    """People who work tickets."""
    return _guarded(view, _require_staff)


def permission_required(*permissions: Permission) -> Callable[[View], View]:
    """People whose role allows at least one of these."""

    def require(actor: Actor) -> None:
        if not any(actor.may(permission) for permission in permissions):
            raise NotAllowedError(right=permissions[0].value)

    return lambda view: _guarded(view, require)


def proven_again(view: View) -> View:
    """For what guards the account: who signed in proves themselves once more, within the last minutes."""
    return cast("View", reauthentication_required(view))


def _require_staff(actor: Actor) -> None:
    if not actor.is_staff:
        raise NotAllowedError(right="staff")


def _guarded(view: View, require: Callable[[Actor], None]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return to_sign_in(request)
        require(actor)
        return view(request, *args, **kwargs)

    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, and back afterwards. A part of a page cannot hold it: htmx is told to load it whole."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(
            {"error": _("You are no longer signed in. Sign in in another window and try again.")}, status=401
        )
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("account_login")})
    target = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return redirect_to_login(target)


def home_of(actor: Actor | None) -> str:
    """The address where somebody begins: those who work here in the inbox, others with their own tickets."""
    if actor is None:
        return reverse("account_login")
    return reverse("inbox" if actor.is_staff else "my_tickets")


def next_or(request: HttpRequest, fallback: str) -> str:
    """Where the form asked to go on (`next`), if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else fallback
