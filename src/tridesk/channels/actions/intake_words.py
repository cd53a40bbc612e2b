"""The words and files of an incoming mail, as a ticket takes them."""

from datetime import datetime, timedelta

from django.utils.html import format_html

from tridesk.channels.types import IncomingMessage
from tridesk.infra import files
from tridesk.kernel.ids import FileId
from tridesk.tickets.types import Body, NewAttachment

_CLOCKS_DIFFER = timedelta(minutes=10)


def body(message: IncomingMessage) -> Body:
    """What was written now, with the whole behind it where history or signature were folded away."""
    new = message.new_text.strip()
    if not new and not message.new_html.strip():
        return opening_body(message)
    folded = new != message.text.strip()
    return Body(
        text=new,
        html=message.new_html or ("" if folded else message.html),
        full_text=message.text if folded else "",
        full_html=message.html if folded else "",
    )


def opening_body(message: IncomingMessage) -> Body:
    """A first mail is kept whole (somebody may have forwarded it to us); only a signature is folded."""
    text = message.text.strip()
    if not text and not message.html and not message.attachments:
        text = message.subject.strip() or "—"
    return Body(text=text, html=message.html)


def titled_body(message: IncomingMessage) -> Body:
    """The whole mail with its subject on top, where the ticket's own is another: a state often stands nowhere else."""
    whole = opening_body(message)
    subject = message.subject.strip()
    if not subject or whole.text == subject:
        return whole
    html = format_html("<p><b>{}</b></p>", subject) + whole.html if whole.html else ""
    return Body(text=f"{subject}\n\n{whole.text}".strip(), html=html)


def robot_body(message: IncomingMessage) -> Body:
    """A report in short, the whole behind it."""
    lines = [" ".join(part for part in (r.recipient, r.status, r.reason) if part) for r in message.bounce] or [
        message.new_text.strip()[:500]
    ]
    short = "\n".join(line for line in lines if line) or message.subject or "—"
    return Body(text=short, full_text=message.text, full_html=message.html)


def attachments(message: IncomingMessage) -> tuple[NewAttachment, ...]:
    """The files, stored; each content once however often it comes."""
    return tuple(
        NewAttachment(
            file=FileId(files.put_bytes(part.content).pk),
            name=part.filename or "file",
            content_type=part.content_type,
            content_id=part.content_id,
            inline=part.inline,
        )
        for part in message.attachments
    )


def written_at(message: IncomingMessage, received_at: datetime) -> datetime:
    """When it was written, as far as the sender's clock can be believed: never after it came."""
    if message.date is None or message.date > received_at + _CLOCKS_DIFFER:
        return received_at
    return min(message.date, received_at)
