"""Mails for tests of the desk's post: written as strangers' programs write them, taken in as the worker does."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from tridesk.channels.actions.intake import intake
from tridesk.channels.actions.intake_mail import Taken
from tridesk.channels.actions.mailboxes import add_mailbox
from tridesk.channels.actions.store_mail import store_mail
from tridesk.channels.models import InboundMail
from tridesk.identity.queries import actor_of, find_person_by_address
from tridesk.identity.types import SYSTEM
from tridesk.infra.outbox.work import run_due
from tridesk.kernel.clock import now as clock_now
from tridesk.kernel.ids import MailboxId, TicketId
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.models import Ticket
from tridesk.tickets.types import Body, Channel, NewTicket

ALICE, BRUNO, CARLA = "alice@acme.test", "bruno@desk.test", "carla@desk.test"
ELENA, OTTO, HELP = "elena@fabrikam.test", "otto@elsewhere.test", "help@desk.test"


def letter(
    sender: str = ALICE,
    subject: str = "The printer burns",
    text: str = "It smokes.",
    *,
    to: str = HELP,
    cc: str = "",
    message_id: str = "",
    **headers: str,
) -> bytes:
    """Other headers by their names, `_` for `-`."""
    message = EmailMessage()
    message.set_content(text)
    message["From"] = sender
    message["To"] = to
    if cc:
        message["Cc"] = cc
    message["Subject"] = subject
    message["Date"] = headers.pop("date", "Tue, 10 Mar 2026 09:00:00 +0000")
    if message_id:
        message["Message-ID"] = f"<{message_id}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return message.as_bytes()


@dataclass
class Post:
    """The desk's post office of a test."""

    mailbox: MailboxId
    now: datetime

    def take_in(self, raw: bytes, *, answer: bool = True, mailbox: MailboxId | None = None) -> Taken:
        number, _ = store_mail(
            raw=raw, mailbox=mailbox or self.mailbox, source="test", answer=answer, queue=False, now=self.now
        )
        return intake(mail_id=number, now=self.now)

    def receive(
        self, sender: str = ALICE, subject: str = "The printer burns", text: str = "It smokes.", **more
    ) -> Taken:
        return self.take_in(letter(sender, subject, text, **more))

    def settle(self) -> None:
        """What follows of all that happened: the readers run, no mail is sent."""
        while run_due("events", now=max(clock_now(), self.now)):
            pass


def open_post(now: datetime) -> Post:
    values = {"address": HELP, "sender_name": "Help desk", "smtp_host": "localhost", "fetch_host": "localhost"}
    return Post(add_mailbox(actor=SYSTEM, values=values, now=now), now)


def ticket_of(address: str, now: datetime, subject: str = "Her own matter") -> TicketId:
    """A ticket that somebody opened on the pages."""
    person = find_person_by_address(address=address)
    assert person is not None
    return open_ticket(
        actor=actor_of(person_id=person),
        new=NewTicket(requester=person, subject=subject, body=Body(text="Words."), channel=Channel.WEB),
        now=now,
    )


def row(taken: Taken) -> Ticket:
    return Ticket.objects.get(pk=taken.ticket)


def mail_of(taken: Taken) -> InboundMail:
    return InboundMail.objects.get(said=taken.message)
