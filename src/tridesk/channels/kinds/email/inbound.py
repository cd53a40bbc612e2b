"""The way in: the bytes of a mail become an IncomingMessage. Pure; never raises; what it cannot read it names."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tridesk.channels.kinds.email import attached_mail, body, bounces, dates, forwards, robots, views, wire
from tridesk.channels.kinds.email.addresses import parse_addresses
from tridesk.channels.kinds.email.attached_mail import AttachedMail
from tridesk.channels.kinds.email.body import Contents
from tridesk.channels.kinds.email.marks import ids_in, marks_of
from tridesk.channels.kinds.email.views import Views
from tridesk.channels.kinds.email.wire import Budget, Part
from tridesk.channels.types import (
    BounceRecipient,
    IncomingAttachment,
    IncomingMessage,
    MessageKind,
    TransportMarks,
)
from tridesk.kernel.text import MailAddress, one_line

MAX_HOPS = 3  # of our own marks: the third turn between two desks is the last

IsOwn = Callable[[str], bool]


def _nobody(_message_id: str) -> bool:
    return False


def parse(raw: bytes, *, is_own: IsOwn = _nobody, max_hops: int = MAX_HOPS) -> IncomingMessage:
    """`is_own` says whether a Message-ID (without angle brackets) is one that we gave out: such a mail is a loop.

    Cost is bounded by the size of `raw`, the limits in `wire` and `body`, and independent of what is written in it.
    """
    budget = Budget()
    try:
        return _parse(raw, budget, is_own, max_hops)
    except Exception as error:  # noqa: BLE001 - a mail must become something readable, whatever is in it
        budget.note(f"reading stopped: {type(error).__name__}")
        return _as_it_lies(raw, budget)


def looks_like_mail(raw: bytes) -> bool:
    """Whether there is one header field in it that mails have."""
    return wire.has_known_header(_with_line_ends(raw[:262_144]))


def _parse(raw: bytes, budget: Budget, is_own: IsOwn, max_hops: int) -> IncomingMessage:
    top = wire.read_tree(_with_line_ends(raw), budget)
    head = _Head(top, budget)
    contents = _guarded(budget, "body", lambda: body.contents_of(top, budget), Contents())
    subject = head.subject
    shown = _guarded(budget, "text", lambda: views.views_of(contents.segments, subject), _fallback(contents))
    sender = head.one("from") or head.one("sender") or head.one("return-path")
    to, cc = head.many("to"), head.many("cc")
    kind = _guarded(budget, "kind", lambda: robots.kind_of(top, shown.text, budget), MessageKind.MESSAGE)
    marks = _guarded(budget, "transport", lambda: marks_of(top), TransportMarks())
    passed_on = _passed_on(top, kind, budget)
    message_id = head.message_id
    if (message_id and is_own(message_id)) or len(marks.hops) >= max_hops:
        kind = MessageKind.LOOP
    return IncomingMessage(
        sender=sender,
        authors=head.many("from"),
        reply_to=head.many("reply-to"),
        to=to,
        cc=cc,
        subject=subject,
        date=head.date,
        message_id=message_id,
        in_reply_to=head.ids("in-reply-to"),
        references=head.ids("references"),
        text=attached_mail.text_with(shown.text, passed_on) if passed_on else shown.text,
        new_text=shown.new_text,
        html=attached_mail.html_with(shown.html, shown.text, passed_on) if passed_on else shown.html,
        new_html=shown.new_html,
        attachments=_with_places(contents.files, shown.shown),
        kind=kind,
        bounce=_bounce(top, kind, shown, (sender, *to), budget),
        forwarded_from=_guarded(budget, "forward", lambda: _forwarded(subject, shown.text, passed_on), None),
        marks=marks,
        defects=tuple(budget.defects),
    )


def _guarded[T](budget: Budget, what: str, read: Callable[[], T], otherwise: T) -> T:
    """One thing that cannot be read costs that thing, not the message."""
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - see parse
        budget.note(f"{what} could not be read: {type(error).__name__}")
        return otherwise


class _Head:
    """The headers, each with its own fallback."""

    def __init__(self, top: Part, budget: Budget) -> None:
        self.top, self.budget = top, budget

    def many(self, name: str) -> tuple[MailAddress, ...]:
        return _guarded(self.budget, name, lambda: parse_addresses(self.top.all(name), self.top.charset), ())

    def one(self, name: str) -> MailAddress | None:
        found = self.many(name)
        return next((address for address in found if "@" in address.address), found[0] if found else None)

    def ids(self, name: str) -> tuple[str, ...]:
        return _guarded(self.budget, name, lambda: ids_in(self.top.all(name)), ())

    @property
    def message_id(self) -> str:
        found = self.ids("message-id")
        return found[0] if found else ""

    @property
    def subject(self) -> str:
        return _guarded(self.budget, "subject", lambda: one_line(self.top.text_of("subject")), "")

    @property
    def date(self) -> datetime | None:
        return _guarded(self.budget, "date", self._date, None)

    def _date(self) -> datetime | None:
        received = next((at for line in self.top.all("received")[:1] if (at := dates.received_at(_latin(line)))), None)
        text = self.top.text_of("date") or self.top.text_of("resent-date")
        sent = dates.parse_date(text) if text else None
        if sent is None and text:
            self.budget.note("the date cannot be read" + (": the time of receipt is taken" if received else ""))
        elif sent is None:
            self.budget.note("no date")
        elif received is not None and dates.is_absurd(sent, received):
            self.budget.note("the date is absurd: the time of receipt is taken")
            return received
        return sent or received


def _latin(raw: bytes) -> str:
    return one_line(raw.decode("latin-1"))


def _with_line_ends(raw: bytes) -> bytes:
    """Old Macintosh mail has carriage returns alone."""
    head = raw[:65536]
    return raw.replace(b"\r", b"\n") if b"\n" not in head and b"\r" in head else raw


def _with_places(files: list[IncomingAttachment], shown: frozenset[str]) -> tuple[IncomingAttachment, ...]:
    return tuple(replace(file, inline=True) if file.content_id and file.content_id in shown else file for file in files)


def _bounce(
    top: Part, kind: MessageKind, shown: Views, ends: tuple[MailAddress | None, ...], budget: Budget
) -> tuple[BounceRecipient, ...]:
    if kind is not MessageKind.BOUNCE:
        return ()
    not_these = frozenset(address.key for address in ends if address is not None)
    return _guarded(budget, "bounce", lambda: bounces.recipients(top, shown.text, not_these, budget), ())


def _passed_on(top: Part, kind: MessageKind, budget: Budget) -> tuple[AttachedMail, ...]:
    """Mails that a person attached; what a report or a robot brings back is no conversation."""
    if kind is not MessageKind.MESSAGE:
        return ()
    return _guarded(budget, "attached mail", lambda: attached_mail.attached_mails(top), ())


def _forwarded(subject: str, text: str, attached: tuple[AttachedMail, ...]) -> MailAddress | None:
    """Whose mail was passed on, in the text or as a file; of several files nobody's."""
    found = forwards.forwarded_from(subject, text)
    return found or (attached[0].sender if len(attached) == 1 else None)


def _fallback(contents: Contents) -> Views:
    text = "\n\n".join(segment.text or segment.html or "" for segment in contents.segments)
    return Views(text=text, new_text=text, html="", new_html="", shown=frozenset())


def _as_it_lies(raw: bytes, budget: Budget) -> IncomingMessage:
    text = raw[: body.MAX_TEXT].decode("utf-8", "replace").replace("\0", "")
    return IncomingMessage(text=text, new_text=text, defects=tuple(budget.defects))
