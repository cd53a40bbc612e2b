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


class Came(Out):
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


class Incoming(Listed[Came]):
    """Mails that came, the newest first."""


class Header(Out):
    name: str
    value: str


class FileIn(Out):
    name: str
    content_type: str
    size: int


class Defect(Out):
    """What could not be read: as the program that reads mails calls it, and in words."""

    code: str
    words: str


class Authenticity(Out):
    """Results of RFC 8601 as they were found when the mail came; empty where nothing was."""

    spf: str
    dkim: str
    dmarc: str
    arc: str


class Opened(Came):
    """A mail, opened. `whole` False: it is so large that only its beginning was read. `infected`: a virus was found in
    it. `concern`: what to warn of."""

    size: int
    headers: list[Header]
    text: str
    files: list[FileIn]
    defects: list[Defect]
    authenticity: Authenticity
    concern: Concern
    whole: bool
    infected: bool


class Ticketed(Out):
    """The ticket that was made of it."""

    ticket: str


class Sent(Out):
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


class Outgoing(Listed[Sent]):
    """Mails of ours, the newest first."""


class TemplateBrief(Out):
    """`changed_at` null: nobody ever changed it; `in_use`: words of your own are sent."""

    kind: str
    language: str
    in_use: bool
    changed_at: Moment | None
    changed_by: str | None


class Templates(Listed[TemplateBrief]):
    """Kind by kind, in each language."""


class Words(Out):
    subject: str
    text: str
    html: str


class Placeholder(Out):
    """`required`: text and HTML need it."""

    name: str
    in_subject: bool
    required: bool


class Template(TemplateBrief):
    """`words` are sent; `aside` are your own that were put aside; `broken`: they cannot be used any more."""

    words: Words
    aside: Words | None
    broken: bool
    placeholders: list[Placeholder]


class ChangedTemplate(Template):
    """`left_out`: what was taken out of the HTML because mail programs do not show it."""

    left_out: list[str]


class WordsIn(In):
    """Placeholders are `{{ name }}`. Without a subject the shipped one; empty HTML is made from the text."""

    subject: Annotated[str, Field(max_length=1000)] = ""
    text: Annotated[str, Field(max_length=200_000)]
    html: Annotated[str, Field(max_length=500_000)] = ""


class PreviewIn(WordsIn):
    """`full` False: the example lacks whatever a mail can lack. `dark`: as programs with dark colours show it."""

    full: bool = True
    dark: bool = False


class Preview(Out):
    subject: str
    text: str
    html: str


class Tried(Out):
    """False: you have no address that it could be mailed to."""

    mailed: bool
