"""Somebody is asked whether a program may act for them."""

from authlib.oauth2.rfc6749.errors import AccessDeniedError, OAuth2Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tridesk.identity.actions.give_consent import give_consent
from tridesk.identity.errors import GrantRefusedError
from tridesk.identity.queries.applications import remembered_scopes
from tridesk.identity.types import Actor
from tridesk.kernel import clock
from tridesk.kernel.errors import NotAllowedError
from tridesk.web.auth import to_sign_in
from tridesk.web.errors import problem
from tridesk.web.oauth_clients import allow_authorizing
from tridesk.web.oauth_requests import Wish, program_in, refused, state_in, wish_in
from tridesk.wording import scopes as scope_words


@never_cache
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponseBase:
    """The page of consent, and its answer. Who asks and where the answer goes is settled before anything else."""
    program, redirect_uri = program_in(request.GET)
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return to_sign_in(request)
    if actor.person_id is None or actor.ticket_only is not None:
        raise NotAllowedError(right="consent")
    try:
        wish = wish_in(request.GET, program, redirect_uri)
        return _sent(request, actor, wish) if request.method == "POST" else _asked(request, actor, wish)
    except OAuth2Error as error:
        return _back(request, program.name, refused(redirect_uri, state_in(request.GET), error))


def _asked(request: HttpRequest, actor: Actor, wish: Wish) -> HttpResponse:
    """Not asked again: a program that proves itself by a secret, for no more than before. A public one could be
    anybody who knows its client ID, so its person looks each time (RFC 8252 section 8.6)."""
    before = remembered_scopes(actor=actor, application_id=wish.program.id)
    if before.issuperset(wish.scopes) and not wish.program.is_public and request.GET.get("prompt") != "consent":
        return _allowed(request, actor, wish)
    context = {
        "wish": wish,
        "may": scope_words.in_words(wish.scopes),
        "again": bool(before),
        "address": request.get_full_path(),
        "goes_to": wish.redirect_uri.partition("?")[0],
    }
    return render(request, "oauth/consent.html", context)


def _sent(request: HttpRequest, actor: Actor, wish: Wish) -> HttpResponse:
    """What was shown is what counts: where the program may ask for something else meanwhile, it is shown again."""
    if request.POST.get("answer") != "allow":
        raise AccessDeniedError(description="The person said no.")
    if request.POST.get("scopes", "").split() != wish.scopes:
        return _asked(request, actor, wish)
    return _allowed(request, actor, wish)


def _allowed(request: HttpRequest, actor: Actor, wish: Wish) -> HttpResponse:
    if wait := allow_authorizing(request, wish.program):
        response = problem(request, 429, _("This was tried too often. Wait a minute, then try again."))
        response.headers["Retry-After"] = str(wait)
        return response
    try:
        code = give_consent(
            actor=actor,
            application_id=wish.program.id,
            redirect_uri=wish.redirect_uri,
            scopes=wish.scopes,
            challenge=wish.challenge,
            now=clock.now(),
        )
    except GrantRefusedError as error:
        raise OAuth2Error(error=str(error.values["error"]), description="The client is switched off.") from error
    return _back(request, wish.program.name, wish.leads_to(code=code))


def _back(request: HttpRequest, name: str, address: str) -> HttpResponse:
    """On to the program. Not by a redirect: what a form may lead to is this desk alone (our Content Security Policy),
    and people come here from the sign-in form."""
    response = render(request, "oauth/back.html", {"name": name, "target": address})
    response.headers["Refresh"] = f"0; url={address}"
    return response
