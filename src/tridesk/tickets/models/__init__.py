"""Tickets, messages, attachments, participants, tags, links and custom fields."""

from tridesk.tickets.models.fields import Field, FieldValue
from tridesk.tickets.models.messages import Attachment, Message
from tridesk.tickets.models.relations import Link, Merge, Participant, ReadMark, Tag, TicketTag
from tridesk.tickets.models.scheduled import ScheduledFile, ScheduledReply
from tridesk.tickets.models.tickets import Ticket

__all__ = [
    "Attachment",
    "Field",
    "FieldValue",
    "Link",
    "Merge",
    "Message",
    "Participant",
    "ReadMark",
    "ScheduledFile",
    "ScheduledReply",
    "Tag",
    "Ticket",
    "TicketTag",
]
