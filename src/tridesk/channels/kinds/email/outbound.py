"""Composing a mail of ours: multipart/alternative, inline pictures beside the HTML, files, threading headers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime, parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from tridesk.channels.kinds.email.fitting import (
    LARGEST,
    Attached,
    fitting,
    is_plain_id,
    link_list,
    pictures_as_links,
    room_beside,
)
from tridesk.channels.kinds.email.id_headers import POLICY
from tridesk.channels.kinds.email.mail_words import compiled, shipped
from tridesk.channels.kinds.email.marks import HOP_HEADER
from tridesk.channels.kinds.email.own_marks import plus_address
from tridesk.channels.kinds.email.placeholders import NOTHING, Value, plain
from tridesk.channels.kinds.email.standing import standing, where_answers_go
from tridesk.channels.kinds.email.template_html import render_html
from tridesk.channels.kinds.email.template_text import render_subject, render_text
from tridesk.channels.kinds.email.words_out import framed, linking, quoted, safe_html, signed
from tridesk.channels.types import MailWords
from tridesk.infra import files
from tridesk.kernel.ids import TicketId
from tridesk.kernel.text import one_line


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message that is answered."""

    name: str
    at: datetime
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a mail of ours says; the caller has gathered it. `references` ends with what is answered.

    `subject` is a notice's own; the others speak of `ticket_subject`. `words`: an administrator's; None: the shipped.
    `largest` is what the whole mail may have in bytes; files that do not fit are links, with `link_files` all are.
    """

    template: str  # reply, acknowledgement, notice
    message_id: str
    to_name: str
    to_address: str
    from_name: str
    from_address: str
    language: str
    zone: str
    subject: str
    ticket: TicketId | None
    ticket_subject: str
    text: str
    html: str
    at: datetime
    signature: str = ""
    link: str = ""
    others: tuple[str, ...] = ()
    quoted: Quoted | None = None
    attached: tuple[Attached, ...] = ()
    references: tuple[str, ...] = ()
    plus_addressing: bool = False
    author: str = ""
    status: str = ""
    to_requester: bool = True
    to_team: bool = False
    words: MailWords | None = None
    largest: int = LARGEST
    link_files: bool = False


def may_be_referred_to(message_id: str) -> bool:
    """Whether a foreign Message-ID can stand in a header of ours: some are not even ASCII."""
    return is_plain_id(message_id)


def compose(letter: Letter) -> bytes:
    """The mail as it goes over the wire, CRLF line ends. Raises ValueError for an address that cannot be one."""
    sound = [part for part in letter.attached if not part.infected]
    earlier = letter.quoted or Quoted("", letter.at, "", "")
    words = (letter.text, letter.html or letter.text, earlier.text, earlier.html or earlier.text, letter.signature * 2)
    room = 0 if letter.link_files else room_beside(words, sound, largest=letter.largest)
    while True:
        kept, linked = fitting(sound, room)
        raw = _put_together(replace(letter, html=pictures_as_links(letter.html, linked)), kept, linked)
        if not kept or len(raw) <= letter.largest:
            return raw
        # An administrator's template says more than was thought (the words twice).
        room = sum(part.on_the_wire for part in kept) - (len(raw) - letter.largest)


def _put_together(letter: Letter, kept: Sequence[Attached], linked: Sequence[Attached]) -> bytes:
    said = rendered(letter, linked)
    message = EmailMessage(policy=POLICY)
    _headers(message, letter, said.subject)
    message.set_content(said.text, cte="quoted-printable")
    message.add_alternative(said.html, subtype="html", cte="quoted-printable")
    page: Any = list(message.iter_parts())[-1]
    for part in kept:
        _attach(page if part.shown else message, part)
    message["Content-Language"] = letter.language  # last: the library moves such headers into the first part
    return message.as_bytes()


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a mail says in its three parts; `html` is the whole page around `content`."""

    subject: str
    text: str
    content: Markup
    html: str


def rendered(letter: Letter, linked: Sequence[Attached] = ()) -> Rendered:
    """The words filled in: an administrator's where the letter has them, else those shipped."""
    words = letter.words or shipped(letter.template, letter.language)
    template, values = compiled(letter.template, words), _values(letter, linked)
    subject = render_subject(template.subject, values)
    content = render_html(template.html, values)
    page = framed(content, subject=subject, language=letter.language)
    return Rendered(subject, render_text(template.text, values), content, page)


def _attach(to: MIMEPart, part: Attached) -> None:
    main, sub = part.kind
    content, name = files.read(part.file), one_line(part.name) or "file"
    if part.shown:
        to.add_related(
            content, maintype=main, subtype=sub, cid=f"<{part.content_id}>", filename=name, disposition="inline"
        )
    else:
        to.add_attachment(content, maintype=main, subtype=sub, filename=name)


def _headers(message: EmailMessage, letter: Letter, subject: str) -> None:
    message["Message-ID"] = f"<{letter.message_id}>"
    message["Date"] = format_datetime(letter.at)
    message["From"] = _address(letter.from_name, letter.from_address)
    message["To"] = _address(letter.to_name, letter.to_address)
    message["Subject"] = subject
    if letter.ticket is not None and letter.plus_addressing:
        message["Reply-To"] = _address(letter.from_name, plus_address(letter.from_address, letter.ticket))
    if letter.references:
        message["In-Reply-To"] = f"<{letter.references[-1]}>"
        message["References"] = " ".join(f"<{reference}>" for reference in letter.references)
    message[HOP_HEADER] = letter.from_address.rpartition("@")[2]
    if letter.template == "acknowledgement":
        message["Auto-Submitted"] = "auto-replied"  # RFC 3834 section 5
        message["X-Auto-Response-Suppress"] = "All"
    elif letter.template == "notice":
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=one_line(name), username=local, domain=domain)


def _values(letter: Letter, linked: Sequence[Attached]) -> dict[str, Value]:
    number = f"{settings.CONFIG.ticket_prefix}{letter.ticket}" if letter.ticket is not None else ""
    answerable = letter.to_team and letter.ticket is not None and settings.CONFIG.reply_by_mail
    infected = ", ".join(part.name for part in letter.attached if part.infected)
    return {
        "body": Value(letter.text.strip("\n"), safe_html(letter.html, letter.text)),
        "subject": plain(letter.subject if letter.template == "notice" else letter.ticket_subject),
        "name": plain(one_line(letter.to_name)),
        "author": plain(one_line(letter.author)),
        "number": plain(number),
        "site": plain(settings.CONFIG.site_name),
        "link": linking(letter.link),
        "others": plain(", ".join(letter.others)),
        "standing": plain(standing(letter.status, letter.language, to_requester=letter.to_requester)),
        "answers": plain(where_answers_go(letter.language) if answerable else ""),
        "files": link_list(linked, letter.language),
        "infected": plain(infected),
        "signature": signed(letter.signature),
        "history": _history(letter),
    }


def _history(letter: Letter) -> Value:
    if letter.quoted is None:
        return NOTHING
    moment, locale = letter.quoted.at.astimezone(ZoneInfo(letter.zone)), letter.language.replace("-", "_")
    at = f"{format_date(moment, 'medium', locale=locale)}, {format_time(moment, 'short', locale=locale)}"
    with translation.override(letter.language):
        said = _("On %(date)s, %(name)s wrote:") % {"date": at, "name": one_line(letter.quoted.name)}
    return quoted(said, letter.quoted.text, safe_html(letter.quoted.html, letter.quoted.text))


def default_sender() -> tuple[str, str]:
    """Name and address of mails that belong to no mailbox."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)
