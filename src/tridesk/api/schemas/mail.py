"""Mail that came and went, and the words of ours."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from tridesk.api.schemas.base import In, Listed, Moment, Out
from tridesk.channels.queries.mail_log import Show
from tridesk.channels.types import Concern


class ShowIncoming(StrEnum):
    """`recorded`: noted without a ticket."""

    PARKED = "parked"
    RECORDED = "recorded"
    ALL = "all"

    @property
    def show(self) -> Show:
        return Show.INCOMING if self is ShowIncoming.ALL else Show(self.value)


class ShowOutgoing(StrEnum):
    WAITING = "waiting"
    FAILED = "failed"
    ALL = "all"

    @property
    def show(self) -> Show:
        return Show.OUTGOING if self is ShowOutgoing.ALL else Show(self.value)


class CameMail(Out):
    """A mail that came. `outcome` and `reason` are codes, `words` say the same."""

    id: str
    received_at: Moment
    mailbox: str
    source: str
    sender: str
    subject: str
    state: str
    outcome: str
    reason: str
    words: str
    kind: str
    ticket: str | None


class IncomingMails(Listed[CameMail]):
    """Mails that came, the newest first."""


class MailHeader(Out):
    name: str
    value: str


class MailFile(Out):
    name: str
    content_type: str
    size: int


class MailDefect(Out):
    """What could not be read: as the program that reads mails calls it, and in words."""

    code: str
    words: str


class Authenticity(Out):
    """Results of RFC 8601 as they were found when the mail came; empty where nothing was."""

    spf: str
    dkim: str
    dmarc: str
    arc: str


class OpenedMail(CameMail):
    """A mail, opened. `whole` False: it is so large that only its beginning was read. `infected`: a virus was found in
    it. `concern`: what to warn of."""

    size: int
    headers: list[MailHeader]
    text: str
    files: list[MailFile]
    defects: list[MailDefect]
    authenticity: Authenticity
    concern: Concern
    whole: bool
    infected: bool


class MailTicket(Out):
    """The ticket that was made of it."""

    ticket: str


class SentMail(Out):
    """A mail of ours. `error` is a code or in the server's words, `words` say how it fares."""

    id: str
    queued_at: Moment
    mailbox: str
    recipient: str
    kind: str
    subject: str
    state: str
    ticket: str | None
    message: str | None
    sent_at: Moment | None
    next_try_at: Moment | None
    attempts: int
    error: str
    words: str
    message_id: str


class OutgoingMails(Listed[SentMail]):
    """Mails of ours, the newest first."""


class MailTemplateBrief(Out):
    """`changed_at` null: nobody ever changed it; `in_use`: words of your own are sent."""

    kind: str
    language: str
    in_use: bool
    changed_at: Moment | None
    changed_by: str | None


class MailTemplates(Listed[MailTemplateBrief]):
    """Kind by kind, in each language."""


class TemplateWords(Out):
    subject: str
    text: str
    html: str


class Placeholder(Out):
    """`required`: text and HTML need it."""

    name: str
    in_subject: bool
    required: bool


class MailTemplate(MailTemplateBrief):
    """`words` are sent; `aside` are your own that were put aside; `broken`: they cannot be used any more."""

    words: TemplateWords
    aside: TemplateWords | None
    broken: bool
    placeholders: list[Placeholder]


class ChangedMailTemplate(MailTemplate):
    """`left_out`: what was taken out of the HTML because mail programs do not show it."""

    left_out: list[str]


class TemplateWordsIn(In):
    """Placeholders are `{{ name }}`. Without a subject the shipped one; empty HTML is made from the text."""

    subject: Annotated[str, Field(max_length=1000)] = ""
    text: Annotated[str, Field(max_length=200_000)]
    html: Annotated[str, Field(max_length=500_000)] = ""


class MailPreviewIn(TemplateWordsIn):
    """`full` False: the example lacks whatever a mail can lack. `dark`: as programs with dark colours show it."""

    full: bool = True
    dark: bool = False


class MailPreview(Out):
    subject: str
    text: str
    html: str


class MailTried(Out):
    """False: you have no address that it could be mailed to."""

    mailed: bool
