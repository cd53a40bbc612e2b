"""The audit trail."""

import re

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from tridesk.identity.queries.audit import audit
from tridesk.identity.queries.people import names
from tridesk.identity.types import Permission
from tridesk.kernel.ids import PersonId
from tridesk.web import audit_words
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.settings_index import render_settings


@require_safe
@permission_required(Permission.AUDIT_SEE)
def index(request: HttpRequest) -> HttpResponseBase:
    """The newest lines first; filtered by what happened, by whom, and to which thing."""
    asked = request.GET
    by = PersonId(int(asked["by"])) if re.fullmatch("[0-9]{1,18}", asked.get("by", "")) else None
    filters = {"name": asked.get("name", "")[:80], "stream": asked.get("stream", "")[:40], "by": by}
    page = audit(actor=actor_of(request), cursor=asked.get("cursor"), **filters)  # type: ignore[arg-type]
    lines = [(row, audit_words.sentence(row), audit_words.details(row)) for row in page.rows]
    who = names(person_ids=[by]) if by else {}
    context = {"page": page, "lines": lines, **filters, "names": audit_words.WHAT, "who": who.get(by, "") if by else ""}
    return render_settings(request, "audit.html", "audit", context)
