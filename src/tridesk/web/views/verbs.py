"""What views of buttons share: call one action, tell what came of it, go back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_POST

from tridesk.kernel import clock
from tridesk.kernel.errors import ConflictError, InvalidError
from tridesk.web.auth import View, actor_of
from tridesk.web.explain import explain
from tridesk.web.flash import flash


def act(
    request: HttpRequest, call: Callable[[], object], *, said: str, back: str, undo: str = "", **where: object
) -> HttpResponse:
    """Calls the action and leads back to the page `back`; a refusal becomes the news there."""
    try:
        call()
    except (InvalidError, ConflictError) as error:
        flash(request, explain(error), kind="error")
    else:
        flash(request, said, undo=undo)
    return redirect(reverse(back, kwargs=where))


def one_button(
    action: Callable[..., object], *, guard: Callable[[View], View], said: Promise, back: str, undo: str = ""
) -> View:
    """The view of a button that does `action` to what its address names, and leads back to that thing's page.

    The address' numbers are the action's arguments and those of the pages `back` and `undo`.
    """

    def pressed(request: HttpRequest, **where: int) -> HttpResponseBase:
        actor, taking_back = actor_of(request), reverse(undo, kwargs=where) if undo else ""
        return act(
            request,
            lambda: action(actor=actor, now=clock.now(), **where),
            said=str(said),
            back=back,
            undo=taking_back,
            **where,
        )

    return require_POST(guard(pressed))
