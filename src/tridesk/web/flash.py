"""Short news at the foot of the page: what was done, and how to take it back."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

LEVELS = {
    "success": messages.SUCCESS,
    "info": messages.INFO,
    "warning": messages.WARNING,
    "error": messages.ERROR,
}


def flash(request: HttpRequest, text: str, *, kind: str = "success", undo: str = "") -> None:
    """Shown on the next page. `undo`: the address that takes it back by POST."""
    messages.add_message(request, LEVELS[kind], text, extra_tags=f"undo:{undo}" if undo else "")


def flash_now(response: HttpResponse, text: str, *, kind: str = "success", undo: str = "") -> HttpResponse:
    """Shown at once, with an answer that htmx puts into the page."""
    news = {"text": text, "kind": kind, **({"undo": undo} if undo else {})}
    response.headers["HX-Trigger"] = json.dumps({"flash": news})
    return response
