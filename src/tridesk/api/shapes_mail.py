"""Mails and their words as bodies."""

from typing import Any

from tridesk.api.ids import Kind, told, told_or_none
from tridesk.channels.queries import MailTemplateDetail, MailTemplateRow, PlaceholderRow
from tridesk.channels.queries.insides import Inside
from tridesk.channels.queries.mail_log import IncomingRow, OutgoingRow
from tridesk.channels.types import MailWords
from tridesk.wording import mail_words


def came(row: IncomingRow) -> dict[str, Any]:
    return {
        "id": told(Kind.MAIL, row.id),
        "received_at": row.received_at,
        "mailbox": row.mailbox,
        "source": row.source,
        "sender": row.sender,
        "subject": row.subject,
        "state": row.state,
        "outcome": row.outcome,
        "reason": row.reason,
        "words": mail_words.became(row),
        "kind": row.kind,
        "ticket": told_or_none(Kind.TICKET, row.ticket),
    }


def opened(row: IncomingRow, inside: Inside) -> dict[str, Any]:
    return {
        **came(row),
        "size": inside.size,
        "headers": [{"name": name, "value": value} for name, value in inside.headers],
        "text": inside.text,
        "files": [{"name": each.name, "content_type": each.content_type, "size": each.size} for each in inside.files],
        "defects": [{"code": code, "words": words} for words, code in mail_words.defects(inside.defects)],
        "authenticity": {
            name: str(inside.authenticity.get(name) or "") for name in ("spf", "dkim", "dmarc", "arc")
        },
        "concern": inside.concern.value,
        "whole": inside.whole,
        "infected": inside.infected,
    }  # fmt: skip


def sent(row: OutgoingRow) -> dict[str, Any]:
    return {
        "id": told(Kind.MAIL_OUT, row.id),
        "queued_at": row.queued_at,
        "mailbox": row.mailbox,
        "recipient": row.recipient,
        "kind": row.kind,
        "subject": row.subject,
        "state": row.state,
        "ticket": told_or_none(Kind.TICKET, row.ticket),
        "message": told_or_none(Kind.MESSAGE, row.message),
        "sent_at": row.sent_at,
        "next_try_at": row.next_try_at,
        "attempts": row.attempts,
        "error": row.error,
        "words": mail_words.fares(row),
        "message_id": row.message_id,
    }


def template_brief(row: MailTemplateRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "language": row.language,
        "in_use": row.in_use,
        "changed_at": row.changed_at,
        "changed_by": row.changed_by,
    }


def template(detail: MailTemplateDetail, placeholders: list[PlaceholderRow]) -> dict[str, Any]:
    return {
        **template_brief(detail.row),
        "words": _words(detail.words),
        "aside": _words(detail.aside) if detail.aside is not None else None,
        "broken": detail.broken,
        "placeholders": [
            {"name": each.name, "in_subject": each.in_subject, "required": each.required} for each in placeholders
        ],
    }


def _words(words: MailWords) -> dict[str, str]:
    return {"subject": words.subject, "text": words.text, "html": words.html}
