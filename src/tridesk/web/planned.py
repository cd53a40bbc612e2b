"""Replies that leave later, on the page of their ticket: what is said of them, and back into the writing surface."""

import re
import secrets
from html import unescape

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from tridesk.identity.types import Actor
from tridesk.kernel.ids import ScheduledId, TicketId
from tridesk.tickets.queries import scheduled_words
from tridesk.web.forms.tickets_message import Draft
from tridesk.web.uploads import Upload, token_for

_CID = re.compile(r'(<img\b[^>]*?\s)src="cid:([^"]+)"', re.IGNORECASE)
_WHY: dict[str, Promise] = {
    "answered": _("It did not leave because somebody outside wrote before."),
    "ticket_closed": _("It did not leave because the ticket was closed."),
    "ticket_gone": _("It did not leave because the ticket was put away or merged."),
    "ticket_not_found": _("It did not leave because its author could no longer see the ticket."),
    "not_allowed": _("It did not leave because its author may no longer answer here."),
    "author_left": _("It did not leave because its author does not work here any more."),
    "time_passed": _("It did not leave: it was put back after its time."),
    "edited": _("It is being changed and does not leave by itself."),
}


def why_not(reason: str) -> str:
    """Why a planned reply stands there and does not leave, as a sentence."""
    return str(_WHY.get(reason, _("It could not be sent at its time.")))


def draft_of(*, actor: Actor, ticket_id: TicketId, scheduled_id: ScheduledId) -> Draft:
    """What was set aside, as it was written. Raises TicketNotFoundError, NotAllowedError, ScheduledNotFoundError."""
    found = scheduled_words(actor=actor, ticket_id=ticket_id, scheduled_id=scheduled_id)
    draft = Draft(key=secrets.token_urlsafe(12), text=found.text, replaces=int(scheduled_id))
    draft.unless_answered = found.unless_answered
    pictures: dict[str, str] = {}
    for file, name, kind, content_id, inline in found.files:
        token = token_for(Upload(file, name, kind), actor)
        if inline and f"cid:{content_id}" in unescape(found.html):
            pictures[content_id] = token
        draft.uploads.append((token, name))
    draft.html = _CID.sub(lambda match: _picture(match, pictures), found.html)
    in_text = set(pictures.values())
    draft.uploads = [(token, name) for token, name in draft.uploads if token not in in_text]
    return draft


def _picture(match: re.Match[str], tokens: dict[str, str]) -> str:
    token = tokens.get(unescape(match[2]))
    if token is None:
        return match[0]
    address = reverse("uploaded", kwargs={"token": token, "name": "picture"})
    return f'{match[1]}src="{escape(address)}" data-upload="{escape(token)}"'
