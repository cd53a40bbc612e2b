"""What happened to mailboxes, and to mails on their way."""

from tridesk.kernel.events import Event


class _MailboxEvent(Event, audit=True):
    mailbox: int

    @property
    def stream(self) -> str:
        return f"mailbox:{self.mailbox}"


class MailboxAdded(_MailboxEvent, name="mailbox.added"):
    address: str


class MailboxChanged(_MailboxEvent, name="mailbox.changed"):
    """`changes` maps a field to its value before and after; passwords are named, never shown."""

    changes: dict[str, tuple[str, str]]


class MailboxRemoved(_MailboxEvent, name="mailbox.removed"):
    address: str


class MailboxConnected(_MailboxEvent, name="mailbox.connected"):
    """Somebody consented at the provider; `account` is who, as far as the provider says."""

    provider: str
    account: str


class MailboxDisconnected(_MailboxEvent, name="mailbox.disconnected"):
    provider: str
    account: str


class _MailTemplateEvent(Event, audit=True):
    mail_template: int
    kind: str
    language: str

    @property
    def stream(self) -> str:
        return f"mail_template:{self.mail_template}"


class MailTemplateChanged(_MailTemplateEvent, name="mail_template.changed"):
    """`changes` maps a part (subject, text, html) to its words before and after, shortened where they are long."""

    changes: dict[str, tuple[str, str]]


class MailTemplateRestored(_MailTemplateEvent, name="mail_template.restored"):
    """The shipped words are sent again."""


class MailTemplateTakenUp(_MailTemplateEvent, name="mail_template.taken_up"):
    """The changed words, put aside before, are sent again."""


class ParkedMailTakenIn(Event, name="mail.parked_taken_in", audit=True):
    mail: int


class ParkedMailDiscarded(Event, name="mail.parked_discarded", audit=True):
    """Somebody decided that a parked or recorded mail is nothing for us; the mail itself stays."""

    mail: int


class VoiceChosen(Event, name="ticket.voice_chosen"):
    """What we say on this ticket leaves from `address` from now on."""

    ticket: int
    mailbox: int
    address: str

    @property
    def stream(self) -> str:
        return f"ticket:{self.ticket}"


class MailMadeTicket(Event, name="mail.made_ticket", audit=True):
    """Somebody decided that a mail which was recorded, parked or set aside is a matter of its own."""

    mail: int
    ticket: int


class MailSentAgain(Event, name="mail.sent_again", audit=True):
    """Somebody has a mail of ours tried again that had failed."""

    mail: int
    recipient: str


class MailFailed(Event, name="mail.failed"):
    """A mail of ours did not reach `recipient` and will not be tried again."""

    ticket: int
    mail: int
    recipient: str
    reason: str

    @property
    def stream(self) -> str:
        return f"ticket:{self.ticket}"


class OfferDeclined(Event, name="mail.offer_declined"):
    """Somebody of the team said no. `kind`: newcomer (`person` and `other` are two), passed_on (it is `person`'s)."""

    ticket: int
    kind: str
    person: int
    other: int | None = None

    @property
    def stream(self) -> str:
        return f"ticket:{self.ticket}"


class NoticesGathered(Event, name="mail.notices_gathered"):
    """`sender`, a robot, opened `tickets` within an hour: what else comes from it joins this ticket."""

    ticket: int
    sender: str
    tickets: int

    @property
    def stream(self) -> str:
        return f"ticket:{self.ticket}"


class MailsTooFast(Event, name="mail.too_fast"):
    """`mails` came from `sender` within `minutes`: nobody is written to because of them until they pause."""

    ticket: int
    sender: str
    mails: int
    minutes: int

    @property
    def stream(self) -> str:
        return f"ticket:{self.ticket}"
