"""What crosses the border of this room: a message as it came in, whatever channel brought it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tridesk.kernel.text import MailAddress


class MessageKind(StrEnum):
    """Who speaks: a person, or which sort of robot."""

    MESSAGE = "message"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    LOOP = "loop"


@dataclass(frozen=True, slots=True)
class IncomingAttachment:
    """A file that came along. `content_id` is without angle brackets and empty when there is none.

    `inline` says that the message's HTML shows it in its place (`cid:`), so that it is no file of its own.
    """

    filename: str
    content_type: str
    size: int
    sha256: str
    content_id: str
    inline: bool
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BounceRecipient:
    """One recipient a delivery report speaks of.

    `status` is an enhanced status code (RFC 3463) or empty; `permanent` that trying again is no use;
    `address_dead` that this address will never work; `reason` is one word of a fixed list ("userunknown",
    "mailboxfull", ...: kinds/email/bounce_phrases.py) and `diagnostic` what the server said;
    `original_message_id` is of the message that came back, without angle brackets.
    """

    recipient: str
    status: str
    permanent: bool
    address_dead: bool
    reason: str
    original_message_id: str
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class TransportMarks:
    """Headers that say how a message travelled; values are decoded and without line ends.

    `delivered_to` are the addresses the envelope named (for plus-tokens), lower case, the most trusted
    first; `return_path` is the envelope's sender, "<>" for a mail that must not be answered; `hops` the values of our
    own hop mark; `language` a tag of RFC 5646 or empty.
    `authentication_results` are the topmost fields of that name, encoded words left as they are.
    `answers`: a program wrote it as an answer to a mail (vacation, receipt). `suppress` is what must not answer it
    (X-Auto-Response-Suppress), `program` what it was written with.
    """

    auto_submitted: str = ""
    precedence: str = ""
    list_id: str = ""
    hops: tuple[str, ...] = ()
    return_path: str = ""
    delivered_to: tuple[str, ...] = ()
    language: str = ""
    authentication_results: tuple[str, ...] = ()
    answers: bool = False
    suppress: str = ""
    program: str = ""


OURSELVES = "self"


@dataclass(frozen=True, slots=True)
class Authenticity:
    """What servers we trust, or we ourselves, found of a mail's origin: a result of RFC 8601 each, empty for none.

    The domains, in lower case, are those that passed: the envelope's, the signers', the author's as they saw it.
    `by` is who says so: a server's name, or OURSELVES. `policy` is what the author's domain asks for, where we know
    it. `binds` False: what passed does not cover all of the mail, so it supports its sender but proves nothing.
    """

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    arc: str = ""
    spf_domain: str = ""
    dkim_domains: tuple[str, ...] = ()
    dmarc_domain: str = ""
    policy: str = ""
    binds: bool = True
    by: str = field(default="", compare=False)

    @property
    def said(self) -> bool:
        """Whether anything was said that an author could be measured by. That nobody answered is not."""
        return any(result not in ("", "temperror") for result in (self.spf, self.dkim, self.dmarc))

    @property
    def failed(self) -> bool:
        """Whether the mail is not from where it says, as far as servers can tell and its domain minds."""
        if self.dmarc in ("", "none") or self.policy == "none":
            return self.spf in ("fail", "softfail") and self.dkim == "fail"
        return self.dmarc == "fail"

    def proves(self, domain: str) -> bool:
        """Whether the mail is from this domain for certain: DMARC passed for it, or it signed the mail itself."""
        return self.binds and self._passed(domain)

    def supports(self, domain: str) -> bool:
        """Whether at least the server it came from speaks for this domain."""
        return self._passed(domain) or (self.dmarc != "fail" and bool(domain) and self.spf_domain == domain)

    def _passed(self, domain: str) -> bool:
        if self.dmarc == "pass":
            return bool(domain) and self.dmarc_domain == domain
        return self.dmarc != "fail" and domain in self.dkim_domains


class DkimRecord(StrEnum):
    """What name servers say of the record for our key; `lost`: the key itself cannot be unsealed."""

    NOTHING = "nothing"
    OURS = "ours"
    OTHER = "other"
    UNANSWERED = "unanswered"
    LOST = "lost"


class Concern(StrEnum):
    """What to warn of: a mail that failed the checks; one in our own people's name that nothing supports."""

    NONE = ""
    FAILED = "failed"
    POSING = "posing"


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message, read as far as it can be read; `defects` names what could not be.

    `new_text` and `new_html` are without quoted history and signature (`new_html` may be empty);
    `html` and `new_html` are safe to show: remote images wait in `data-remote-src`, `cid:` images stay.
    `sender` is the one it comes from, by From, Sender or the envelope; `authors` are all that From names.
    `forwarded_from` is the sender of a message that somebody passed on.
    """

    sender: MailAddress | None = None
    authors: tuple[MailAddress, ...] = ()
    reply_to: tuple[MailAddress, ...] = ()
    to: tuple[MailAddress, ...] = ()
    cc: tuple[MailAddress, ...] = ()
    subject: str = ""
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = ""
    new_text: str = ""
    html: str = ""
    new_html: str = ""
    attachments: tuple[IncomingAttachment, ...] = ()
    kind: MessageKind = MessageKind.MESSAGE
    bounce: tuple[BounceRecipient, ...] = ()
    forwarded_from: MailAddress | None = None
    marks: TransportMarks = TransportMarks()
    defects: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What became of a mail. `recorded`: a robot's, noted and answered by nobody; `known`: taken in before."""

    OPENED = "opened"
    APPENDED = "appended"
    RECORDED = "recorded"
    PARKED = "parked"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class MailWords:
    """Templates of the three parts of a mail of ours. Empty `html`: it is made from the text."""

    subject: str
    text: str
    html: str
