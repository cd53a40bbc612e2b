"""The same story's mailboxes and mails."""

from typing import Any

from tridesk.api.examples import MESSAGE, TICKET

AT = "2026-03-10T09:30:00Z"
_WORKS = {"state": "working", "since": None, "reason": "", "problem": "", "pace": "", "said": ""}
MAILBOX_BRIEF: dict[str, Any] = {
    "id": "mb_6a2s7d1f3q2h7m5k1xac9v8b4n",
    "address": "help@desk.example",
    "team": "First line",
    "active": True,
    "checked_at": AT,
    "state": _WORKS,
}
MAILBOX: dict[str, Any] = {
    "id": MAILBOX_BRIEF["id"],
    "address": "help@desk.example",
    "sender_name": "Help desk",
    "team": {"id": TICKET["team"], "name": "First line"},
    "language": "",
    "signature": "",
    "acknowledge": True,
    "plus_addressing": True,
    "active": True,
    "created_at": AT,
    "fetch_by": "imap",
    "sign_in": "password",
    "fetch_host": "imap.desk.example",
    "fetch_port": 993,
    "fetch_security": "tls",
    "fetch_user": "help",
    "has_fetch_password": True,
    "folder": "INBOX",
    "after_reading": "keep",
    "move_to": "",
    "smtp_host": "smtp.desk.example",
    "smtp_port": 465,
    "smtp_security": "tls",
    "smtp_user": "help",
    "has_smtp_password": True,
    "largest_mb": 20,
    "per_minute": 0,
    "hook_made_at": None,
    "dkim_domain": "",
    "dkim_selector": "",
    "grant": None,
    "state": _WORKS,
}
_FINE = {"works": True, "reason": "", "problem": "", "said": ""}
TRIAL: dict[str, Any] = {"works": True, "fetch": _FINE, "smtp": _FINE, "folders": ["INBOX", "Archive"]}
DKIM: dict[str, Any] = {
    "domain": "desk.example",
    "selector": "tridesk1-20260310",
    "name": "tridesk1-20260310._domainkey.desk.example",
    "value": "v=DKIM1; k=rsa; p=…",
    "trouble": "",
    "problem": "",
    "others": [],
}
TEMPLATE: dict[str, Any] = {
    "kind": "acknowledgement",
    "language": "en",
    "in_use": False,
    "changed_at": None,
    "changed_by": None,
    "words": {"subject": "{{ subject }}", "text": "We have it: {{ number }}", "html": ""},
    "aside": None,
    "broken": False,
    "placeholders": [{"name": "number", "in_subject": True, "required": True}],
}
TEMPLATE_BRIEF = {name: TEMPLATE[name] for name in ("kind", "language", "in_use", "changed_at", "changed_by")}
PREVIEW = {"subject": "The printer smokes", "text": "We have it: TD-4711", "html": "<!DOCTYPE html>…"}
CAME: dict[str, Any] = {
    "id": "im_2h7m5k1xac9v8b4n6a2s7d1f3q",
    "received_at": AT,
    "mailbox": "help@desk.example",
    "source": "INBOX",
    "sender": "alice@acme.example",
    "subject": TICKET["subject"],
    "state": "taken",
    "outcome": "opened",
    "reason": "",
    "words": "It opened a ticket.",
    "kind": "message",
    "ticket": TICKET["id"],
}
OPENED: dict[str, Any] = {
    **CAME,
    "size": 2048,
    "headers": [{"name": "From", "value": "Alice Andrade <alice@acme.example>"}],
    "text": "It began this morning.",
    "files": [{"name": "smoke.jpg", "content_type": "image/jpeg", "size": 120_000}],
    "defects": [],
    "authenticity": {"spf": "pass", "dkim": "pass", "dmarc": "pass", "arc": ""},
    "concern": "",
    "whole": True,
    "infected": False,
}
SENT: dict[str, Any] = {
    "id": "om_7m5k1xac9v8b4n6a2s7d1f3q2h",
    "queued_at": AT,
    "mailbox": "help@desk.example",
    "recipient": "alice@acme.example",
    "kind": "reply",
    "subject": "",
    "state": "sent",
    "ticket": TICKET["id"],
    "message": MESSAGE["id"],
    "sent_at": AT,
    "next_try_at": None,
    "attempts": 1,
    "error": "",
    "words": "It was handed to the mail server.",
    "message_id": "4711.1@desk.example",
}
AUDIT: dict[str, Any] = {
    "id": "ev_9v8b4n6a2s7d1f3q2h7m5k1xac",
    "at": AT,
    "event": "person.address_added",
    "by": {"id": TICKET["assignee"], "name": "Bruno Rossi"},
    "ip": "192.0.2.7",
    "about": TICKET["requester"],
    "data": {"person": TICKET["requester"], "address": "alice@acme.example", "by": TICKET["assignee"]},
}
JOB: dict[str, Any] = {
    "id": "jo_5k1xac9v8b4n6a2s7d1f3q2h7m",
    "work": "notify.tell",
    "event": "ticket.opened",
    "about": TICKET["id"],
    "attempts": 12,
    "parked_at": AT,
    "error": "ConnectionRefusedError: [Errno 111] Connection refused",
}
HEALTH: dict[str, Any] = {
    "healthy": False,
    "troubles": [
        {
            "level": "error",
            "code": "jobs_parked",
            "text": "1 job is parked.",
            "todo": "See Settings, Background work: read the error, run it again.",
            "said": "",
            "mailbox": None,
            "webhook": None,
        }
    ],
    "work": {"waiting": 0, "undelivered": 0, "parked": 1, "overdue_since": None},
}
