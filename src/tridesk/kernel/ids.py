"""Identifiers as types of their own, so that a team is never taken for a ticket."""

from typing import NewType

PersonId = NewType("PersonId", int)
TeamId = NewType("TeamId", int)
RoleId = NewType("RoleId", int)
OrganisationId = NewType("OrganisationId", int)
SiteId = NewType("SiteId", int)
TicketId = NewType("TicketId", int)
MessageId = NewType("MessageId", int)
AttachmentId = NewType("AttachmentId", int)
FieldId = NewType("FieldId", int)
FileId = NewType("FileId", int)
MailboxId = NewType("MailboxId", int)
InboundMailId = NewType("InboundMailId", int)
OutboundMailId = NewType("OutboundMailId", int)
EventId = NewType("EventId", int)
ScheduledId = NewType("ScheduledId", int)
JobId = NewType("JobId", int)
