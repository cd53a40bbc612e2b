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


class ParkedMailTakenIn(Event, name="mail.parked_taken_in", audit=True):
    mail: int


class ParkedMailDiscarded(Event, name="mail.parked_discarded", audit=True):
    """Somebody decided that a parked mail is nothing for us; the mail itself stays."""

    mail: int


class MailFailed(Event, name="mail.failed"):
    """A mail of ours did not reach `recipient` and will not be tried again."""

    ticket: int
    mail: int
    recipient: str
    reason: str

    @property
    def stream(self) -> str:
        return f"ticket:{self.ticket}"
