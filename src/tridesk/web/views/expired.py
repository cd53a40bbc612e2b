"""A signed link whose time is over: what that means, and the way to a new one."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def no_longer_good(request: HttpRequest, token: str, *, asked: bool = False) -> HttpResponse:
    """`asked`: a new one was just asked for."""
    context = {"token": token, "asked": asked, "languages": settings.LANGUAGES}
    return render(request, "public/expired.html", context, status=200 if asked else 404)
