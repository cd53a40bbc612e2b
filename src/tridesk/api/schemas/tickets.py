"""Tickets and what is said on them."""

from datetime import date
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
    email: str


type Value = str | float | bool | date | list[str] | None


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
    attachments: list[Attachment]


class Messages(Out):
    items: list[Message]
    next: str | None
    previous: str | None


Text = Annotated[str, Field(max_length=200_000)]


class NewMessage(In):
    """`html` is cleaned; without it the text is shown. `status` is set along."""

    text: Text = ""
    html: Text = ""
    status: Status | None = None


class NewTicketIn(In):
    """Who has no `requester` is one: the caller. A person is named by id or by mail address (made known if need be,
    where the caller may manage people)."""

    subject: Annotated[str, Field(max_length=250)] = ""
    text: Text = ""
    html: Text = ""
    requester: Id | None = None
    requester_email: Annotated[str, Field(max_length=254)] | None = None
    type: TicketType = TicketType.INCIDENT
    impact: LevelWord = LevelWord.MEDIUM
    urgency: LevelWord = LevelWord.MEDIUM
    priority: PriorityWord | None = None
    team: Id | None = None
    assignee: Id | None = None
    organisation: Id | None = None
    language: str = ""
    tags: list[Annotated[str, Field(max_length=50)]] = Field(default=[], max_length=50)
    cc: list[Id] = Field(default=[], max_length=30)
    fields: dict[str, Any] = {}
    visibility: Visibility = Visibility.PUBLIC


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
    organisation: Id | None = None
    tags: list[Annotated[str, Field(max_length=50)]] | None = None
    add_tags: list[Annotated[str, Field(max_length=50)]] | None = None
    fields: dict[str, Any] | None = None


Ticket.model_rebuild()
