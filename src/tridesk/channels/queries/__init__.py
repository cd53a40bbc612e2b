"""Reads of mailboxes and mails."""

from tridesk.channels.queries.answering import addresses_used
from tridesk.channels.queries.mailboxes import MailboxRow, active_mailboxes, can_send, mailbox, mailboxes
from tridesk.channels.queries.mails import (
    Delivery,
    Doubt,
    MailCounts,
    MailOutcome,
    ParkedMail,
    concerns,
    counts,
    deliveries,
    is_silent,
    message_of_mail,
    outcome_of,
    parked_mail,
    parked_mails,
    raw_mail,
)
from tridesk.channels.queries.voices import Voice, is_one_of_us, own_addresses, voice_of

__all__ = [
    "Delivery",
    "Doubt",
    "MailCounts",
    "MailOutcome",
    "MailboxRow",
    "ParkedMail",
    "Voice",
    "active_mailboxes",
    "addresses_used",
    "can_send",
    "concerns",
    "counts",
    "deliveries",
    "is_one_of_us",
    "is_silent",
    "mailbox",
    "mailboxes",
    "message_of_mail",
    "outcome_of",
    "own_addresses",
    "parked_mail",
    "parked_mails",
    "raw_mail",
    "voice_of",
]
