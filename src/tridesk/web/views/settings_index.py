"""The index of settings."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from tridesk.web.auth import actor_of, staff_required
from tridesk.web.settings_index import groups_for, render_settings


@require_safe
@staff_required
def index(request: HttpRequest) -> HttpResponseBase:
    """All pages this actor may open; `q` looks through titles, sentences and further words."""
    search = request.GET.get("q", "")[:100]
    found = groups_for(actor_of(request), search=search)
    return render_settings(request, "index.html", "settings", {"groups": found, "search": search})
