"""Addresses below /api/v1/ for people, and the document for programs."""

from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from tridesk.api.docs import views

docs: list[URLPattern] = [
    path("openapi.json", require_safe(views.openapi), name="api_openapi"),
    path("docs", require_safe(views.index), name="api_docs"),
    path("docs/guides/<slug:guide>", require_safe(views.guide), name="api_guide"),
    path("docs/areas/<slug:area>", require_safe(views.area), name="api_area"),
    path("docs/problems", require_safe(views.problems), name="api_problems"),
    path("docs/schemas", require_safe(views.schemas), name="api_schemas"),
]
