"""Identifiers as types of their own, so that a team is never taken for a ticket."""

from dataclasses import dataclass
from enum import StrEnum
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
WebhookId = NewType("WebhookId", int)
DeliveryId = NewType("DeliveryId", int)
HookId = NewType("HookId", int)


class Kind(StrEnum):
    """What things are called outside: the first two letters of an id (infra/public_ids.py)."""

    TICKET = "tk"
    MESSAGE = "ms"
    ATTACHMENT = "at"
    UPLOAD = "up"
    SCHEDULED = "sc"
    PERSON = "pe"
    ORGANISATION = "or"
    SITE = "si"
    TEAM = "te"
    ROLE = "ro"
    FIELD = "fi"
    MAILBOX = "mb"
    MAIL = "im"
    MAIL_OUT = "om"
    EVENT = "ev"
    TOKEN = "tn"  # noqa: S105 - the letters of a kind
    APPLICATION = "ap"
    WEBHOOK = "wh"
    DELIVERY = "de"
    HOOK = "ih"
    JOB = "jo"


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing by its kind and number, to be told outside by an opaque id."""

    kind: Kind
    number: int
