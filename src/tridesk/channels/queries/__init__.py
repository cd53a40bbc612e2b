"""Reads of mailboxes and mails."""

from tridesk.channels.queries.mailboxes import MailboxRow, active_mailboxes, can_send, mailbox, mailboxes
from tridesk.channels.queries.mails import (
    Delivery,
    MailCounts,
    MailOutcome,
    ParkedMail,
    counts,
    deliveries,
    is_silent,
    outcome_of,
    parked_mail,
    parked_mails,
    raw_mail,
)
from tridesk.channels.queries.voices import Voice, own_addresses, voice_of

__all__ = [
    "Delivery",
    "MailCounts",
    "MailOutcome",
    "MailboxRow",
    "ParkedMail",
    "Voice",
    "active_mailboxes",
    "can_send",
    "counts",
    "deliveries",
    "is_silent",
    "mailbox",
    "mailboxes",
    "outcome_of",
    "own_addresses",
    "parked_mail",
    "parked_mails",
    "raw_mail",
    "voice_of",
]
