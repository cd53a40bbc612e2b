"""What views of buttons share: call one action, tell what came of it, go back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tridesk.kernel.errors import ConflictError, InvalidError
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
