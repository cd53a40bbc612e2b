"""The audit trail."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tridesk.identity.queries.audit import audit
from tridesk.identity.queries.people import names
from tridesk.identity.types import Permission
from tridesk.kernel.ids import PersonId
from tridesk.web.audit_names import names_in, thing
from tridesk.web.audit_values import details
from tridesk.web.audit_words import WHAT, sentence
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
    stream = str(filters["stream"])
    known = names_in(page.rows, stream=stream, language=get_language() or settings.LANGUAGE_CODE)
    lines = [(row, sentence(row), details(row, known), thing(row.stream, known)) for row in page.rows]
    who = names(person_ids=[by]).get(by, "") if by else ""
    about = {"about_thing": thing(stream, known)} if stream else {}
    context = {"page": page, "lines": lines, **filters, "names": WHAT, "who": who, **about}
    return render_settings(request, "audit.html", "audit", context)
