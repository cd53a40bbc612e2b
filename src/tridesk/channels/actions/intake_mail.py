"""A mail as it waits to be taken in, and what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from tridesk.channels.models import InboundMail
from tridesk.channels.types import Authenticity, IncomingMessage, Outcome
from tridesk.infra.asking import ask_one, moment
from tridesk.kernel.ids import InboundMailId, TeamId
from tridesk.kernel.text import MailAddress
from tridesk.tickets.types import NewAttachment

_STORED = """
SELECT m.state, m.received_at, f.sha256, m.ticket_id, m.said_id, m.reason, b.team_id, b.language, m.answer
FROM channels_inboundmail m JOIN infra_storedfile f ON f.id = m.file_id
LEFT JOIN channels_mailbox b ON b.id = m.mailbox_id WHERE m.id = %s
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a mail: `reason` is a code, empty when nothing needs explaining.

    `silent`: nobody is to be written to because of it.
    """

    outcome: Outcome
    ticket: int | None = None
    message: int | None = None
    reason: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class StoredMail:
    """The stored mail. `team` and `language` are its mailbox's; `answer` False: it is history, nobody hears of it."""

    id: InboundMailId
    state: str
    received_at: datetime
    sha256: str
    ticket: int | None
    said: int | None
    reason: str
    team: TeamId | None
    language: str
    answer: bool = True

    @property
    def settled(self) -> bool:
        return self.state not in (InboundMail.STORED, InboundMail.PARKED)

    def known(self) -> Taken:
        return Taken(Outcome.KNOWN, self.ticket, self.said, self.reason)


def stored_mail(mail_id: InboundMailId, *, lock: bool = False) -> StoredMail:
    """Raises InboundMail.DoesNotExist."""
    # SQLite's transactions that write come one after the other anyway.
    locking = " FOR UPDATE OF m" if lock and connection.features.has_select_for_update else ""
    row = ask_one(_STORED + locking, mail_id)
    if row is None:
        raise InboundMail.DoesNotExist(mail_id)
    state, received_at, sha256, ticket, said, reason, team, language, answer = row
    received_at = moment(received_at)
    return StoredMail(mail_id, state, received_at, sha256, ticket, said, reason, team, language or "", bool(answer))


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail that was read, its files stored: all that takes time, done before the transaction begins.

    `message.sender` is whom it is from. Where From names another, that is `sent_by`; `posted` says that nothing but
    Reply-To tells who it is from (intake_writer.py).
    """

    message: IncomingMessage
    attachments: tuple[NewAttachment, ...]
    origin: Authenticity
    sent_by: MailAddress | None = None
    posted: bool = False

    @property
    def as_sent(self) -> IncomingMessage:
        """The mail as its From has it: what servers say of its origin is about that."""
        return self.message if self.sent_by is None else replace(self.message, sender=self.sent_by)
