"""Mailboxes, the mails they brought, the mails we send."""

from tridesk.channels.models.inbound import InboundMail
from tridesk.channels.models.mailboxes import Mailbox
from tridesk.channels.models.outbound import OutboundMail

__all__ = ["InboundMail", "Mailbox", "OutboundMail"]
