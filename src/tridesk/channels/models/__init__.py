"""Mailboxes, the mails they brought, the mails we send."""

from tridesk.channels.models.access import MailboxGrant, PopSeen
from tridesk.channels.models.inbound import InboundMail
from tridesk.channels.models.mailboxes import Mailbox
from tridesk.channels.models.offers import MailOffer
from tridesk.channels.models.outbound import OutboundMail
from tridesk.channels.models.templates import MailTemplate
from tridesk.channels.models.voices import TicketVoice

__all__ = [
    "InboundMail",
    "MailOffer",
    "MailTemplate",
    "Mailbox",
    "MailboxGrant",
    "OutboundMail",
    "PopSeen",
    "TicketVoice",
]
