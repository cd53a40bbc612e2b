"""`tridesk mail parse PATH...`: mails as the desk reads them, one JSON object a line. No database, no Django."""

import json
from collections.abc import Sequence
from typing import Any, TextIO

from tridesk.channels.kinds.email.inbound import looks_like_mail, parse
from tridesk.channels.types import IncomingAttachment, IncomingMessage
from tridesk.cli.language import gettext as _
from tridesk.cli.language import ngettext
from tridesk.cli.mail_sources import mails
from tridesk.kernel.text import MailAddress

EX_DATAERR = 65  # sysexits.h


def run(paths: Sequence[str], out: TextIO, err: TextIO) -> int:
    """Exit code: 0, or 65 when anything was no mail or could not be read. `err` gets a line of count in that case."""
    bad = 0
    for source, raw, problem in mails(paths):
        record = _record(source, raw, problem)
        bad += "error" in record
        out.write(json.dumps(record))
        out.write("\n")
    if bad:
        words = ngettext("%(count)s could not be read as a mail.", "%(count)s could not be read as mails.", bad)
        err.write(words % {"count": bad} + "\n")
    return EX_DATAERR if bad else 0


def _record(source: str, raw: bytes | None, problem: str) -> dict[str, Any]:
    if raw is None:
        return {"source": source, "error": problem}
    if not looks_like_mail(raw):
        return {"source": source, "error": _("not a mail: no header field in it")}
    return {"source": source, **as_json(parse(raw))}


def as_json(message: IncomingMessage) -> dict[str, Any]:
    return {
        "from": _addresses(message.authors),
        "reply_to": _addresses(message.reply_to),
        "to": _addresses(message.to),
        "cc": _addresses(message.cc),
        "subject": message.subject,
        "date": message.date.isoformat() if message.date else None,
        "message_id": message.message_id,
        "in_reply_to": list(message.in_reply_to),
        "references": list(message.references),
        "text": message.text,
        "new_text": message.new_text,
        "html": message.html,
        "attachments": [_attachment(attachment) for attachment in message.attachments],
        "kind": message.kind.value,
        "bounce": [
            {
                "recipient": bounce.recipient,
                "status": bounce.status,
                "permanent": bounce.permanent,
                "address_dead": bounce.address_dead,
                "reason": bounce.reason,
            }
            for bounce in message.bounce
        ],
        "defects": list(message.defects),
    }


def _addresses(addresses: tuple[MailAddress, ...]) -> list[dict[str, str]]:
    return [{"name": address.name, "address": address.address} for address in addresses]


def _attachment(attachment: IncomingAttachment) -> dict[str, Any]:
    return {
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "content_id": attachment.content_id,
        "inline": attachment.inline,
    }
