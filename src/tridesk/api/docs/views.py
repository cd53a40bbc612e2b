"""The pages. Whoever asks may read them: they hold nothing but what the program can do."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tridesk.api.docs import shown
from tridesk.api.docs.guides import find_guide, guides
from tridesk.api.docs.prose import blocks
from tridesk.api.docs.refusals import told_problems
from tridesk.api.openapi.document import as_json, document


def openapi(request: HttpRequest) -> HttpResponse:
    """The document for programs."""
    body, tag = as_json()
    headers = {
        "ETag": tag,
        "Cache-Control": "public, max-age=300",
        "Vary": "Accept-Language",
        "Access-Control-Allow-Origin": "*",
    }
    if request.headers.get("If-None-Match", "").strip() in (tag, f"W/{tag}"):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type="application/json", headers=headers)


def index(request: HttpRequest) -> HttpResponse:
    """Where to begin: guides, and every operation by area."""
    return _page(request, "docs/index.html", about=blocks(document()["info"]["description"]))


def area(request: HttpRequest, area: str) -> HttpResponse:
    """All operations of an area."""
    found = next((each for each in shown.areas() if each.name == area), None)
    if found is None:
        raise Http404
    return _page(request, "docs/area.html", area=found)


def guide(request: HttpRequest, guide: str) -> HttpResponse:
    """A short text."""
    found = find_guide(guide)
    if found is None:
        raise Http404
    return _page(request, "docs/guide.html", guide=found)


def problems(request: HttpRequest) -> HttpResponse:
    """Every type of refusal."""
    return _page(request, "docs/problems.html", problems=told_problems())


def schemas(request: HttpRequest) -> HttpResponse:
    """What is in every body."""
    return _page(request, "docs/schemas.html", schemas=shown.schemas())


def _page(request: HttpRequest, template: str, **values: Any) -> HttpResponse:
    frame = {"areas": shown.areas(), "guides": guides(), "languages": settings.LANGUAGES, "area": None, "guide": None}
    return render(request, template, {**frame, **values})
