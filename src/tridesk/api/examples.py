"""One story, told by every example of the docs: Alice's printer."""

from typing import Any

from tridesk.api.ids import Kind

_CHANCE = "3q2h7m5k6xac2v4b4n6a2s7d5f"
_AT = "2026-03-10T09:30:00Z"

# By the word of a path that stands before an id.
_KINDS = {
    "tickets": Kind.TICKET,
    "messages": Kind.MESSAGE,
    "attachments": Kind.ATTACHMENT,
    "uploads": Kind.UPLOAD,
    "resumable": Kind.UPLOAD,
    "scheduled-replies": Kind.SCHEDULED,
    "cc": Kind.PERSON,
    "followers": Kind.PERSON,
    "links": Kind.TICKET,
    "people": Kind.PERSON,
    "organisations": Kind.ORGANISATION,
    "sites": Kind.SITE,
    "teams": Kind.TEAM,
    "members": Kind.PERSON,
    "roles": Kind.ROLE,
    "fields": Kind.FIELD,
    "mailboxes": Kind.MAILBOX,
    "mail": Kind.MAIL,
    "incoming": Kind.MAIL,
    "outgoing": Kind.MAIL_OUT,
    "parked-mail": Kind.MAIL,
    "events": Kind.EVENT,
    "tokens": Kind.TOKEN,
    "applications": Kind.APPLICATION,
    "webhooks": Kind.WEBHOOK,
    "deliveries": Kind.DELIVERY,
    "hooks": Kind.HOOK,
    "inbound-hooks": Kind.HOOK,
    "jobs": Kind.JOB,
}

# What stands in a path and is no id, by its name.
_WORDS = {"address": "alice@acme.example", "kind": "acknowledgement", "language": "en"}


def id_of(path: str, name: str) -> str:
    """What an id in this place of a path looks like; a word where it is none."""
    parts = path.split("/")
    before = parts[parts.index(f"{{{name}}}") - 1] if f"{{{name}}}" in parts else ""
    return f"{_KINDS[before].value}_{_CHANCE}" if before in _KINDS else _WORDS.get(name, "word")


TICKET: dict[str, Any] = {
    "id": "tk_3q2h7m5k1xac9v8b4n6a2s7d1f",
    "number": 4711,
    "reference": "TD-4711",
    "url": "https://desk.example.org/tickets/4711",
    "subject": "The printer on the second floor smokes",
    "snippet": "It began this morning.",
    "type": "incident",
    "status": "open",
    "priority": "high",
    "impact": "medium",
    "urgency": "high",
    "holder": "analyst",
    "holder_since": _AT,
    "channel": "email",
    "language": "en",
    "team": "te_7d1f3q2h7m5k1xac9v8b4n6a2s",
    "assignee": "pe_9v8b4n6a2s7d1f3q2h7m5k1xac",
    "requester": "pe_1xac9v8b4n6a2s7d1f3q2h7m5k",
    "organisation": None,
    "cc": [],
    "followers": [],
    "tags": ["printer"],
    "created_at": _AT,
    "updated_at": _AT,
    "last_message_at": _AT,
    "first_response_at": None,
    "solved_at": None,
    "closed_at": None,
    "spam_at": None,
    "deleted_at": None,
    "merged_into": None,
    "version": 3,
}
NEW_TICKET: dict[str, Any] = {
    "subject": "The printer on the second floor smokes",
    "text": "It began this morning.",
    "requester_email": "alice@acme.example",
    "urgency": "high",
    "tags": ["printer"],
}
ATTACHMENT: dict[str, Any] = {
    "id": "at_6a2s7d4f3q2h7m5k5xac2v3b4n",
    "name": "printer.jpg",
    "content_type": "image/jpeg",
    "size": 182_404,
    "inline": False,
    "content_id": "",
    "standing": "",
    "url": "https://desk.example.org/api/v1/attachments/at_6a2s7d4f3q2h7m5k5xac2v3b4n/content",
}
UPLOAD: dict[str, Any] = {
    "id": "up_2v3b4n6a2s7d4f3q2h7m5k5xac",
    "name": "printer.jpg",
    "content_type": "image/jpeg",
    "size": 182_404,
    "received": 182_404,
    "complete": True,
    "expires_at": "2026-03-11T09:30:00Z",
}
MESSAGE: dict[str, Any] = {
    "id": "ms_5k1xac9v8b4n6a2s7d1f3q2h7m",
    "ticket": TICKET["id"],
    "author": TICKET["assignee"],
    "author_name": "Bruno Rossi",
    "side": "analyst",
    "visibility": "public",
    "channel": "api",
    "at": _AT,
    "text": "Please switch it off. We are on our way.",
    "html": "",
    "folded": False,
    "original_ticket": None,
    "attachments": [],
}
NEW_MESSAGE: dict[str, Any] = {"text": "Please switch it off. We are on our way.", "status": "waiting_requester"}
