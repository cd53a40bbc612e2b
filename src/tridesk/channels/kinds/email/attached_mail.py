"""Mails that came along as files ("forward as attachment"): read so far that a person need not open the file."""

import html as entities
from collections.abc import Iterator
from dataclasses import dataclass

from tridesk.channels.kinds.email import body, transfer, views, wire
from tridesk.channels.kinds.email.addresses import parse_addresses
from tridesk.channels.kinds.email.wire import Budget, Part
from tridesk.kernel.text import MailAddress, one_line

MAX_SHOWN = 3  # more are a collection: its files say enough
MAX_BYTES = 5_000_000  # of one of them
_TYPES = frozenset({"message/rfc822", "message/global"})
_HEADERS = ("From", "Date", "Subject", "To")
_MARK = "---------- Forwarded message ----------"


@dataclass(frozen=True, slots=True)
class AttachedMail:
    """What the attached mail says: `head` its headers, a line each; `html` is safe and may be empty."""

    sender: MailAddress | None
    head: str
    text: str
    html: str

    @property
    def as_text(self) -> str:
        return f"{_MARK}\n{self.head}\n\n{self.text.strip()}"

    @property
    def as_html(self) -> str:
        return f"<hr><p>{_lines(self.head)}</p>{self.html or _lines(self.text)}"


def _lines(text: str) -> str:
    """Each line on one of its own: a style that keeps them apart does not outlive the cleaning on the page."""
    return "<br>".join(entities.escape(line) for line in text.split("\n"))


def attached_mails(top: Part) -> tuple[AttachedMail, ...]:
    """The first ones, in order; mails inside them stay files of theirs. Nothing of them counts as a defect of this."""
    return tuple(_read(raw) for raw in _raw_mails(top))


def _raw_mails(top: Part) -> Iterator[bytes]:
    budget, shown = Budget(), 0
    for part in top.walk():
        if part.type not in _TYPES or shown >= MAX_SHOWN:
            continue
        raw = transfer.payload(part, budget)
        if len(raw) <= MAX_BYTES and wire.has_known_header(raw[:262_144]):
            shown += 1
            yield raw


def _read(raw: bytes) -> AttachedMail:
    budget = Budget()
    inner = wire.read_tree(raw, budget)
    subject = one_line(inner.text_of("subject"))
    shown = views.views_of(body.contents_of(inner, budget).segments, subject)
    senders = parse_addresses(inner.all("from"), inner.charset)
    return AttachedMail(
        sender=next((address for address in senders if "@" in address.address), None),
        head="\n".join(f"{name}: {one_line(inner.text_of(name.lower()))}" for name in _HEADERS if _has(inner, name)),
        text=shown.text,
        html=shown.html,
    )


def _has(part: Part, name: str) -> bool:
    return bool(one_line(part.text_of(name.lower())))


def text_with(text: str, mails: tuple[AttachedMail, ...]) -> str:
    """The words of the mail with those of the mails that came along below them."""
    return "\n\n".join(part for part in (text.strip("\n"), *(mail.as_text for mail in mails)) if part)[: body.MAX_TEXT]


def html_with(html: str, text: str, mails: tuple[AttachedMail, ...]) -> str:
    """The same as HTML; empty where none of them has any."""
    if not html and not any(mail.html for mail in mails):
        return ""
    whole = "\n".join([html or _lines(text), *(mail.as_html for mail in mails)])
    return whole if len(whole) <= body.MAX_HTML * 2 else html
