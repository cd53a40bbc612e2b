"""Tickets and what is said on them."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from tridesk.api.schemas.base import Id, In, Moment, Named, Out
from tridesk.tickets.types import Channel, Holder, Status, TicketType, Visibility


class PriorityWord(StrEnum):
    EMERGENCY = "emergency"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class LevelWord(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class PersonNamed(Named):
    """`email` is empty for those who do not work here, except of their own."""

    email: str


type Value = str | bool | int | float | list[str] | None
FieldValues = Annotated[
    dict[Annotated[str, Field(max_length=80)], Value],
    Field(max_length=200, description="Custom fields by key; a person is an id, null empties."),
]
Uploads = Annotated[
    list[Id], Field(default=[], max_length=50, description="Files that were uploaded within a day, by their id `up_…`.")
]


class Ticket(Out):
    """A ticket. With `expand`, `team`, `assignee`, `requester` and `organisation` come with their names; with
    `expand=fields` the custom fields come along, with `expand=messages` the last messages."""

    id: str
    number: int
    reference: str
    url: str
    subject: str
    snippet: str
    type: TicketType
    status: Status
    priority: PriorityWord
    impact: LevelWord
    urgency: LevelWord
    holder: Holder
    holder_since: Moment
    channel: Channel
    language: str
    team: str | Named | None
    assignee: str | PersonNamed | None
    requester: str | PersonNamed
    organisation: str | Named | None
    cc: list[str | PersonNamed]
    followers: list[str | PersonNamed]
    tags: list[str]
    created_at: Moment
    updated_at: Moment
    last_message_at: Moment
    first_response_at: Moment | None
    solved_at: Moment | None
    closed_at: Moment | None
    spam_at: Moment | None
    deleted_at: Moment | None
    merged_into: str | None
    version: int
    fields: dict[str, Any] | None = None
    messages: "list[Message] | None" = None


class Tickets(Out):
    items: list[Ticket]
    next: str | None
    previous: str | None


class Attachment(Out):
    id: str
    name: str
    content_type: str
    size: int
    inline: bool
    content_id: str
    standing: str
    url: str


class Message(Out):
    id: str
    ticket: str
    author: str | None
    author_name: str
    side: str
    visibility: Visibility
    channel: Channel
    at: Moment
    text: str
    html: str
    folded: bool
    original_ticket: str | None
    attachments: list[Attachment]


class Messages(Out):
    items: list[Message]
    next: str | None
    previous: str | None


Address = Annotated[str, Field(max_length=254)]
Text = Annotated[str, Field(max_length=200_000)]


class NewNote(In):
    """`html` is cleaned; without it the text is shown. `<img data-upload="up_…">` puts an uploaded picture into it.
    `status` is set along."""

    text: Text = ""
    html: Text = ""
    status: Status | None = None
    uploads: Uploads


class NewMessage(NewNote):
    """The same; `mailbox` is the one it leaves from, and the ticket's from now on (see the ticket's senders)."""

    mailbox: Id | None = None


class NewTicketIn(In):
    """Without a `requester` it is the caller's own. `requester_email` names somebody by mail address, who becomes known
    where nobody has it; `cc` takes ids and mail addresses. Who does not work here opens tickets of their own with
    subject, words, files, a type (incident, service request, question) and the fields that are asked of them."""

    subject: Annotated[str, Field(max_length=250)] = ""
    text: Text = ""
    html: Text = ""
    requester: Id | None = None
    requester_email: Address | None = None
    requester_name: Annotated[str, Field(max_length=200)] = ""
    type: TicketType = TicketType.INCIDENT
    impact: LevelWord = LevelWord.MEDIUM
    urgency: LevelWord = LevelWord.MEDIUM
    priority: PriorityWord | None = None
    team: Id | None = None
    assignee: Id | None = None
    organisation: Id | None = None
    language: str = ""
    tags: list[Annotated[str, Field(max_length=50)]] = Field(default=[], max_length=50)
    cc: list[Address] = Field(default=[], max_length=30)
    fields: FieldValues = {}
    visibility: Visibility = Visibility.PUBLIC
    uploads: Uploads
    mailbox: Id | None = None


class TicketChange(In):
    """Only what is named is changed; null empties where that can be."""

    subject: Annotated[str, Field(max_length=250)] | None = None
    type: TicketType | None = None
    status: Status | None = None
    priority: PriorityWord | None = None
    impact: LevelWord | None = None
    urgency: LevelWord | None = None
    language: str | None = None
    team: Id | None = None
    assignee: Id | None = None
    requester: Id | None = None
    requester_email: Address | None = None
    organisation: Id | None = None
    tags: list[Annotated[str, Field(max_length=50)]] | None = None
    add_tags: list[Annotated[str, Field(max_length=50)]] | None = None
    fields: FieldValues | None = None


Ticket.model_rebuild()
